/** Tables: the head of a column names what stands below it, however far, and nothing beside it. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { scan } from '../support/scanning.ts';

const { awsSecret: secret } = fakes('headings');
const found = (text: string): string[] => scan(text).detections.map(({ ruleId }) => ruleId);
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');
const rows = (count: number, row: string): string[] => Array(count).fill(row);

describe('a secret alone is found below the head of its column', () => {
  test.each([
    ['in CSV', lines('account,aws_secret_key', `production,${secret}`)],
    ['in CSV with another column', lines('account,region,aws_secret', `production,eu,${secret}`)],
    ['in CSV with quotes', lines('"account","aws secret"', `"a, b","${secret}"`)],
    ['in CSV, many rows below', lines('account,aws_secret', ...rows(150, 'somebody,-'), `bob,${secret}`)],
    ['in CSV with semicolons', lines('account;aws_secret;', `bob;${secret};`)],
    ['in CSV with other line ends', lines('account,aws_secret\r', `bob,${secret}\r`)],
    ['in TSV', lines('account\taws_secret_key', `production\t${secret}`)],
    [
      'in Markdown',
      lines('| AWS | secret |', '|---|---|', ...rows(9, '| a | b |'), `| bob | \`${secret}\` |`),
    ],
    ['in what psql prints', lines(' id | aws_secret ', '----+------------', '  1 | -', `  2 | ${secret}`)],
    [
      'in a grid',
      lines(
        '+---+--------+',
        '| a | secret |',
        '+===+========+',
        '| s3 | x |',
        '+---+--------+',
        `| b | ${secret} |`,
      ),
    ],
    [
      'in HTML',
      `<table><tr><th>Account</th><th>AWS secret</th></tr>\n<tr><td>bob</td><td><b>${secret}</b></td></tr></table>`,
    ],
    [
      'in XML of Excel',
      `<Table><Row><Cell><Data>Name</Data></Cell><Cell><Data>AWS secret</Data></Cell></Row>\n<Row><Cell><Data>bob</Data></Cell><Cell ss:StyleID="s1"><Data ss:Type="String">${secret}</Data></Cell></Row></Table>`,
    ],
    [
      'in a sheet of Excel',
      `<sheetData><row r="1"><c r="A1"><is><t>Name</t></is></c><c r="B1"><is><t>AWS secret</t></is></c></row><row r="2"><c r="A2"/><c r="B2" t="inlineStr"><is><t>${secret}</t></is></c></row></sheetData>`,
    ],
    [
      'in OpenDocument',
      `<table:table table:name="a"><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>AWS secret</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell/><table:table-cell><text:p>${secret}</text:p></table:table-cell></table:table-row></table:table>`,
    ],
    [
      'in a dump of PostgreSQL',
      lines(
        'COPY public.accounts (id, name, aws_secret) FROM stdin;',
        ...rows(9, '1\tbob\t\\N'),
        `2\talice\t${secret}`,
      ),
    ],
    [
      'in an INSERT of many rows',
      lines(
        'INSERT INTO `keys` (`id`, `aws_secret`) VALUES',
        ...rows(9, "(1, 'x, y'),"),
        `(2, '${secret}');`,
      ),
    ],
    [
      'in an INSERT over several lines',
      lines('INSERT INTO env (name, value) VALUES (', "  'AWS_SECRET_KEY',", `  '${secret}'`, ');'),
    ],
    [
      'in an INSERT without names',
      lines(
        'CREATE TABLE keys (',
        '  id decimal(10, 2),',
        '  aws_secret varchar(40)',
        ');',
        `INSERT INTO keys VALUES (1, '${secret}');`,
      ),
    ],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['aws-secret-access-key']);
  });
});

describe('what stands below another column is none', () => {
  test.each([
    ['in CSV', lines('aws_secret,checksum', `none,${secret}`)],
    ['in CSV with quotes', lines('aws_secret,checksum', `"a,b",${secret}`)],
    ['in CSV below another table', lines('account,aws_secret', 'x,y', '', `bob,${secret}`)],
    ['in CSV beyond reach', lines('account,aws_secret', ...rows(600, 'bob,nothing'), `bob,${secret}`)],
    ['in Markdown', lines('| aws secret | etag |', '|---|---|', `| a | ${secret} |`)],
    [
      'in HTML',
      `<table><tr><th>AWS secret</th><th>Etag</th></tr>\n<tr><td>bob</td><td>${secret}</td></tr></table>`,
    ],
    [
      'in OpenDocument',
      `<table:table><table:table-row><table:table-cell><text:p>AWS secret</text:p></table:table-cell><table:table-cell><text:p>Etag</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell/><table:table-cell><text:p>${secret}</text:p></table:table-cell></table:table-row></table:table>`,
    ],
    ['in an INSERT', `INSERT INTO keys (aws_secret, etag) VALUES ('x', '${secret}');`],
    ['in a list of a program', lines('sign(aws_secret, x)', '', `sign(y, "${secret}")`)],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
