// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and templates are what is written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/built-in.ts';
import { kindOf } from '../../src/fixing/languages.ts';
import { applied, rewriting, type Spot } from '../../src/fixing/rewrite.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { fakes } from '../support/fakes.ts';

const { awsKeyId: key, awsSecret } = fakes('rewriting');
const scanner = new Scanner(rules);

/** Everywhere that the key stands in a text. */
const spotsOf = (text: string): Spot[] =>
  [...text.matchAll(new RegExp(key, 'g'))].map(({ index }) => ({
    ruleId: 'aws-access-key-id',
    fingerprint: 'kh1:x',
    line: text.slice(0, index).split('\n').length,
    start: index,
    end: index + key.length,
    decoded: [],
  }));

/** With the key in the place of §. */
function rewritten(path: string, template: string): string | readonly string[] {
  const text = template.replaceAll('§', key);
  const { replacements, left } = rewriting(path, text, spotsOf(text));
  return left.length > 0 ? left.map(({ why }) => why) : applied(text, replacements);
}

describe('a literal becomes what asks the environment in', () => {
  test.each([
    ['a.ts', `const a = "§";`, 'const a = process.env.AWS_ACCESS_KEY_ID!;'],
    ['a.mjs', `call('§')`, 'call(process.env.AWS_ACCESS_KEY_ID)'],
    ['a.js', `const prodKeyId = \`§\``, 'const prodKeyId = process.env.PROD_KEY_ID'],
    ['a.ts', `const a = \`x § y\`;`, `const a = \`x \${process.env.AWS_ACCESS_KEY_ID} y\`;`],
    ['a.ts', `readonly awsKey: string = '§'`, 'readonly awsKey: string = process.env.AWS_KEY!'],
    ['a.tsx', `<A k={"§"} />`, '<A k={process.env.AWS_ACCESS_KEY_ID!} />'],
    ['a.py', `import os\nx = '§'`, 'import os\nx = os.environ["AWS_ACCESS_KEY_ID"]'],
    [
      'a.py',
      `#!x\nimport sys\nx = {"§": 1}`,
      '#!x\nimport os\nimport sys\nx = {os.environ["AWS_ACCESS_KEY_ID"]: 1}',
    ],
    ['a.rb', `x = "a §"`, `x = "a #{ENV.fetch('AWS_ACCESS_KEY_ID')}"`],
    ['Rakefile', `x = '§'`, 'x = ENV.fetch("AWS_ACCESS_KEY_ID")'],
    ['a.go', `x := "§"`, 'x := os.Getenv("AWS_ACCESS_KEY_ID")'],
    ['a.java', `String k = "§";`, 'String k = System.getenv("AWS_ACCESS_KEY_ID");'],
    ['a.kt', `val k = "a${'$'}b §"`, `val k = "a$b \${System.getenv("AWS_ACCESS_KEY_ID")}"`],
    ['a.scala', `val k = "§"`, 'val k = sys.env("AWS_ACCESS_KEY_ID")'],
    ['a.cs', `k = "§";`, 'k = System.Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID");'],
    ['a.php', `$k = '§';`, "$k = getenv('AWS_ACCESS_KEY_ID');"],
    [
      'a.rs',
      `let k = "§";`,
      'let k = std::env::var("AWS_ACCESS_KEY_ID").expect("AWS_ACCESS_KEY_ID is not set").leak();',
    ],
    ['a.ps1', `$k = "x §"`, '$k = "x $($env:AWS_ACCESS_KEY_ID)"'],
    ['a.sh', `export AWS_KEY_ONE=§\n`, 'export AWS_KEY_ONE="${AWS_KEY_ONE}"\n'],
    ['a.sh', `curl -u "§:x"`, 'curl -u "${AWS_ACCESS_KEY_ID}:x"'],
    ['a.sh', `curl -u '§'`, 'curl -u "${AWS_ACCESS_KEY_ID}"'],
    ['Dockerfile', `ENV A=§\n`, 'ENV A="${AWS_ACCESS_KEY_ID}"\n'],
    ['.github/workflows/a.yml', `env:\n  K: §\n`, 'env:\n  K: ${{ secrets.AWS_ACCESS_KEY_ID }}\n'],
    ['.github/workflows/a.yml', `run: x '§'\n`, "run: x '${{ secrets.AWS_ACCESS_KEY_ID }}'\n"],
    ['docker-compose.yml', `- "K=§"\n`, '- "K=${AWS_ACCESS_KEY_ID}"\n'],
    ['a.tf', `access_key = "§"\n`, 'access_key = var.access_key\n'],
    ['.env.example', `K=§\n`, 'K=\n'],
    ['a.js', 'const r = /[`/]/, k = "§";', 'const r = /[`/]/, k = process.env.AWS_ACCESS_KEY_ID;'],
    ['a.jsx', `const a = <A b={c} />, k = "§";`, 'const a = <A b={c} />, k = process.env.AWS_ACCESS_KEY_ID;'],
    [
      'a.py',
      `#!x\n"""doc"""\nfrom __future__ import (\na)\nk = "§"`,
      '#!x\n"""doc"""\nfrom __future__ import (\na)\nimport os\nk = os.environ["AWS_ACCESS_KEY_ID"]',
    ],
    ['a.py', `from x import y\nk = "§"`, 'import os\nfrom x import y\nk = os.environ["AWS_ACCESS_KEY_ID"]'],
    [
      'a.py',
      `"""\nimport os\n"""\nimport os as o\nk = "§"`,
      '"""\nimport os\n"""\nimport os\nimport os as o\nk = os.environ["AWS_ACCESS_KEY_ID"]',
    ],
    [
      'a.go',
      `package a\n\nvar k = "§"\n`,
      'package a\n\nimport "os"\nvar k = os.Getenv("AWS_ACCESS_KEY_ID")\n',
    ],
    [
      'a.go',
      `const (\na = 1\n)\nvar k = "§"`,
      'import "os"\nconst (\na = 1\n)\nvar k = os.Getenv("AWS_ACCESS_KEY_ID")',
    ],
    ['a.kt', `val k = "\${x["a"]} §"`, 'val k = "${x["a"]} ${System.getenv("AWS_ACCESS_KEY_ID")}"'],
    [
      'a.php',
      `f($a, fn() => 1); $k = ['a' => '§'];`,
      "f($a, fn() => 1); $k = ['a' => getenv('AWS_ACCESS_KEY_ID')];",
    ],
    ['a.java', `@A("x") String k = "§";`, '@A("x") String k = System.getenv("AWS_ACCESS_KEY_ID");'],
    [
      'a.sh',
      `b="$(f "x y")"; c=$'it\\'s'; k=§\n`,
      `b="$(f "x y")"; c=$'it\\'s'; k="\${AWS_ACCESS_KEY_ID}"\n`,
    ],
    ['a.tf', `terraform {\n}\nx = "§"\n`, 'terraform {\n}\nx = var.aws_access_key_id\n'],
  ])('%s: %s', (path, text, expected) => {
    expect(rewritten(path, text)).toBe(expected);
  });
});

describe('what cannot be rewritten with certainty is left, and it is said why:', () => {
  test.each([
    ['a.ts', `// "§"`, /comment/],
    ['a.ts', `const a = "x §";`, /part of a longer string/],
    ['a.ts', `const a = \`\${f('§')}\`;`, /expression in the string/],
    ['a.ts', `const a = { "§": 1 };`, /key or a label/],
    ['a.ts', `const a = tag\`§\`;`, /mark in front/],
    ['a.ts', `§`, /quotes of TypeScript/],
    ['a.tsx', `<A k="§" />`, /attribute/],
    ['a.py', `x = b"§"`, /mark in front/],
    ['a.py', `x = ("§"\n  "more")`, /another string/],
    ['a.py', `"""\n"§"\n"""`, /part of a longer string/],
    ['a.sh', `cat <<E\n"§"\nE\n`, /here-document/],
    ['a.sh', `x "$(y '§')"`, /expression in the string/],
    ['a.sh', `x 'a §'`, /part of a longer string/],
    ['Dockerfile', `RUN ["x", "§"]`, /without a shell/],
    ['.github/workflows/a.yml', `if: \${{ x == '§' }}`, /in an expression/],
    ['.github/workflows/a.yml', `env: { K: § }`, /quotes of GitHub workflow/],
    ['config.json', `{"k": "§"}`, /\.json file cannot ask/],
    ['a.yml', `k: §`, /\.yml file cannot ask/],
    ['notes.txt', '§', /not known/],
    ['a.ts', `const a = "§";\0`, /binary/],
    ['a.ts', `const a = "§" as const;`, /as const/],
    ['a.ts', `enum E { A = 1, B = "§" }`, /enum/],
    ['a.ts', `type T =\n  | "a"\n  | "§";`, /type/],
    ['a.ts', `function f(x: "§") {}`, /type/],
    ['a.ts', `interface I { k: "§" }`, /type/],
    ['a.ts', `let k: "§" = g();`, /type|assigned/],
    ['a.ts', `f<"§">()`, /type/],
    ['a.js', `import k from "§";`, /module/],
    ['a.js', `class A { "§"() {} }`, /method/],
    ['a.js', 'const a = `x ${f(`y`, "§")} z`;', /expression in the string/],
    ['a.jsx', `<A b={1} k = "§" />`, /attribute/],
    ['a.py', `x = "a" \\\n  "§"`, /another string/],
    ['a.py', `x = ("a" # why\n  "§")`, /another string/],
    ['a.py', `x = ("§" # why\n  f"{a}")`, /another string/],
    ['a.py', `match x:\n  case "a" | "§":\n    y()`, /pattern/],
    ['a.go', `const k = "§"`, /constant/],
    ['a.go', `const (\n  a = f(1)\n  k = "§"\n)`, /constant/],
    ['a.go', 'type T struct { A string `§` }', /tag/],
    ['a.java', `@A(k = { "x", "§" }) void f() {}`, /annotation/],
    ['a.java', `case "§": f();`, /pattern|key/],
    ['a.kt', `const val K = "§"`, /constant/],
    ['a.kt', `@A("§") fun f() {}`, /annotation/],
    ['a.scala', `x match { case "§" => 1 }`, /pattern/],
    ['a.cs', `const string K = "§";`, /constant/],
    ['a.cs', `[A("§")] void F() {}`, /annotation/],
    ['a.cs', `void F(int a, string k = "§") {}`, /parameter/],
    ['a.cs', `x switch { "§" => 1 }`, /pattern/],
    ['a.php', `<?php class A { public $k = '§'; }`, /constant/],
    ['a.php', `<?php function f($a, $k = '§') {}`, /parameter/],
    ['a.rs', `static K: &str = "§";`, /constant/],
    ['a.rs', `println!("{}", "§");`, /macro/],
    ['a.rs', `match x { "§" => 1 }`, /pattern/],
    ['a.rb', `k = :"§"`, /symbol/],
    ['a.ps1', `@{ "§" = 1 }`, /key/],
    ['a.sh', `b="$(f "x y" '§')"`, /expression in the string/],
    ['a.sh', `cat <<!\nk: §\n!\n`, /here-document/],
    ['.github/workflows/a.yml', `if: x == '§'`, /cannot be asked/],
    ['.github/workflows/a.yml', `"§": v`, /key/],
    ['docker-compose.yml', `§: v`, /key/],
    ['action.yml', `k: §`, /cannot ask/],
    ['a.tf', `terraform {\n  backend "s3" {\n    access_key = "§"\n  }\n}`, /this block/],
    ['a.tf', `variable "k" {\n  default = "§"\n}`, /this block/],
    ['a.tf', `m = { "§" = 1 }`, /key/],
  ])('%s: %s', (path, text, why) => {
    expect(rewritten(path, text)).toEqual([expect.stringMatching(why)]);
  });

  test('what was decoded, and what goes over lines', () => {
    const spot = { ...spotsOf(`"${key}"`)[0]!, decoded: ['base64'] };

    expect(rewriting('a.ts', `"${key}"`, [spot]).left[0]!.why).toBe('it stands there in base64');
    const text = `"${key.slice(0, 9)}\n${key.slice(9)}"`;
    expect(rewriting('a.ts', text, [{ ...spot, decoded: [], end: text.length - 1 }]).left[0]!.why).toMatch(
      /several lines/,
    );
  });

  test('all places of a secret in a file go, or none', () => {
    const text = `a = "${key}"\n# ${key}\n`;

    const { replacements, left } = rewriting('a.py', text, spotsOf(text));

    expect(replacements).toEqual([]);
    expect(left).toHaveLength(1);
  });
});

describe('a law', () => {
  /** What a file of each language may hold in front of a literal and behind it. */
  const around: Record<
    string,
    { readonly lines: readonly string[]; readonly literal: (text: string) => string }
  > = {
    'a.ts': {
      lines: ['const a = "x\\"y";', "// it's", '/* " */', 'f(`a ${b}`);', "g('');", ''],
      literal: (text) => `const k = "${text}";`,
    },
    'a.py': {
      lines: ['import os', 'a = "x\\"y"', "# it's", 'a = """doc"""', "b = ''"],
      literal: (text) => `k = '${text}'`,
    },
    'a.rb': { lines: ['a = "x #{b}"', "# it's", "b = ''"], literal: (text) => `k = '${text}'` },
    'a.go': {
      lines: ['import "os"', 'var a = `"`', "var b = '\"'", '// "'],
      literal: (text) => `k := "${text}"`,
    },
    'a.java': {
      lines: ['String a = "\\"";', "char b = '\"';", "/* ' */"],
      literal: (text) => `k = "${text}";`,
    },
    'a.kt': { lines: ['val a = """\n"\n"""', "val b = '\"'"], literal: (text) => `val k = "${text}"` },
    'a.php': { lines: ['$a = "\\"";', "# it's", "$b = '\\'';"], literal: (text) => `$k = "${text}";` },
    'a.rs': { lines: ['let a = "\\"";', '// "', "let c = '\"';"], literal: (text) => `let k = "${text}";` },
    'a.sh': { lines: ['a="b c"', "# it's", "b='\"'", "c=it\\'s"], literal: (text) => `export K="${text}"` },
    'docker-compose.yml': {
      lines: ["a: it's", 'b: "x\\"y"', "# it's", "c: 'd'"],
      literal: (text) => `k: "${text}"`,
    },
    'a.tf': { lines: ['a = "\\""', "# it's", '/* " */'], literal: (text) => `k = "${text}"` },
  };

  test.each(Object.entries(around))(
    'in %s nothing changes but the literal, and it is found no more',
    (path, { lines, literal }) => {
      const some = fc.array(fc.constantFrom(...lines), { maxLength: 6 });
      fc.assert(
        fc.property(
          some,
          some,
          fc.constantFrom('\n', '\r\n'),
          fc.boolean(),
          (before, after, end, hasMark) => {
            const file = (text: string) =>
              (hasMark ? '\u00ef\u00bb\u00bf' : '') +
              [...before, text, ...after, ''].join('\n').replaceAll('\n', end);
            const text = file(literal(key));
            expect(scanner.scan(Buffer.from(text, 'latin1')).detections).toHaveLength(1);

            const { replacements, left } = rewriting(path, text, spotsOf(text));
            const made = applied(text, replacements);

            expect(left).toEqual([]);
            const [start, rest] = file(literal('\u0000')).split('\u0000') as [string, string];
            const whole = replacements.filter(({ spot }) => spot !== undefined);
            expect(whole).toHaveLength(1);
            const added = replacements
              .filter(({ spot }) => spot === undefined)
              .reduce((sum, one) => sum + one.text.length, 0);
            const quote = whole[0]!.end - whole[0]!.start > key.length ? 1 : 0;
            expect(made.slice(-(rest.length - quote))).toBe(rest.slice(quote));
            expect(made.replace(/^(\u00ef\u00bb\u00bf)?/, '$1').length).toBe(
              text.length + added + whole[0]!.text.length - (whole[0]!.end - whole[0]!.start),
            );
            if (added === 0) expect(made.startsWith(start.slice(0, start.length - quote))).toBe(true);
            expect(scanner.scan(Buffer.from(made, 'latin1')).detections).toEqual([]);
          },
        ),
        { numRuns: 40 },
      );
    },
  );
});

describe('what a file is', () => {
  test.each([
    ['.env', 'private'],
    ['a/.env.production', 'private'],
    ['prod.env', 'private'],
    ['.env.example', 'example'],
    ['keys/id_rsa', 'private'],
    ['src/env.ts', 'code'],
    ['.aws/credentials', 'private'],
    ['a.toml', 'none'],
  ])('%s is %s', (path, kind) => {
    expect(kindOf(path).kind).toBe(kind);
  });
});

test('the name of the variable stands in front of the secret, or is the one that AWS’s tools know', async () => {
  const { variableName } = await import('../../src/fixing/variable-name.ts');

  expect(variableName('  secretAccessKey: "', 'aws-secret-access-key')).toBe('AWS_SECRET_ACCESS_KEY');
  expect(variableName('const prodAwsSecret = "', 'aws-secret-access-key')).toBe('PROD_AWS_SECRET');
  expect(variableName('AWS_SESSION_TOKEN=', 'aws-session-token')).toBe('AWS_SESSION_TOKEN');
  expect(variableName("config['smtp-user-password'] = '", 'aws-ses-smtp-password')).toBe(
    'SMTP_USER_PASSWORD',
  );
  expect(variableName('key = "', 'aws-bedrock-long-term-key')).toBe('AWS_BEARER_TOKEN_BEDROCK');
  expect(variableName('', 'acme-token')).toBe('ACME_TOKEN');
  expect(variableName(`x("${awsSecret}", "`, 'aws-access-key-id')).toBe('AWS_ACCESS_KEY_ID');
});
