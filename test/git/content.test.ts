/** Bytes are scanned as they are: no encoding, line end or NUL hides what stands in them. */
import { describe } from 'vitest';
import { type Fakes, fakes } from '../support/fakes.ts';
import { stopped } from '../support/stopped.ts';

const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const join = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

const shapes: Record<string, (line: string) => string | Buffer> = {
  'line ends of Windows': (line) => `a\r\n${line}\r\nb\r\n`,
  'line ends of old Macs': (line) => `a\r${line}\rb\r`,
  'no final line end': (line) => `a\n${line}`,
  'nothing else at all': (line) => line.slice(line.indexOf('=') + 1),
  'a UTF-8 byte order mark': (line) => `\uFEFF${line}\n`,
  'UTF-16 little endian with a mark': (line) => utf16le(`\uFEFFa\r\n${line}\r\n`),
  'UTF-16 big endian with a mark': (line) => utf16be(`\uFEFFa\r\n${line}\r\n`),
  'UTF-16 little endian without a mark': (line) => utf16le(`a\n${line}\n`),
  'UTF-16 big endian without a mark': (line) => utf16be(`a\n${line}\n`),
  'UTF-16 at an odd place in other bytes': (line) => join('abc', utf16le(`a\n${line}\n`), 'x'),
  'UTF-16 after a lot of UTF-8': (line) => join('plain text\n'.repeat(1000), utf16le(`${line}\n`)),
  'a NUL before': (line) => `a\0\n${line}\n`,
  'a NUL after': (line) => `${line}\n\0a\n`,
  'NULs right around it': (line) => `\0${line}\0`,
  'a picture around it': (line) => join(png, line, png),
  'bytes that are no UTF-8': (line) => join(Buffer.of(0xff, 0xe9), line, Buffer.of(0xfc, 0x0a)),
  'other alphabets around it': (line) => `# ключ доступа 鍵\n${line} # ключ\n`,
  'escape sequences around it': (line) => `\u001b[31m${line}\u001b[0m\n`,
  'a line of C code': (line) => `const char *key = "${line}";\n`,
};

describe('a key ID in', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    stopped(name, (repo, secret) => repo.stage({ 'settings.dat': shape(`KEY=${secret}`) }));
  }
});

describe('a secret key in', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    if (name === 'nothing else at all') continue;
    stopped(name, (repo, _, { awsSecret }) =>
      repo.stage({ 'settings.dat': shape(`AWS_SECRET_ACCESS_KEY=${awsSecret}`) }),
    );
  }
});

describe('every kind of credential', () => {
  const labels: Partial<Fakes> = { awsSecret: 'aws_secret_access_key = ' };
  for (const kind of Object.keys(fakes()) as (keyof Fakes)[]) {
    stopped(kind, (repo, _, all) =>
      repo.stage({ 'a.ini': `[default]\n${labels[kind] ?? 'value = '}${all[kind]}\n` }),
    );
  }
  stopped('a secret key beside its ID, with no name', (repo, _, { awsKeyId, awsSecret }) =>
    repo.stage({ 'a.csv': `${awsKeyId},${awsSecret}\n` }),
  );
});

describe('a key in a file that git converts', () => {
  stopped('to UTF-16 in the work tree', (repo, secret) =>
    repo
      .stage({ '.gitattributes': '*.txt text working-tree-encoding=UTF-16LE-BOM eol=crlf\n' })
      .stage({ 'a.txt': utf16le(`\uFEFFKEY=${secret}\r\n`) }),
  );
  stopped('from CRLF', (repo, secret) =>
    repo.stage({ '.gitattributes': '* text eol=crlf\n', 'a.txt': `a\r\nKEY=${secret}\r\n` }),
  );
  stopped('with ident', (repo, secret) =>
    repo.stage({ '.gitattributes': '* ident\n', 'a.txt': `$Id: 1 $\nKEY=${secret}\n` }),
  );
  stopped('with a filter that only its index sees', (repo, secret) =>
    repo
      .stage({ '.gitattributes': '* filter=rot\n' })
      .git(['config', 'filter.rot.clean', `sed s/@/${secret}/`])
      .stage({ 'a.txt': 'KEY=@\n' }),
  );
});
