/**
 * What GitLab demands of a report of secret detection, version 15.0: written down from its documentation (Security
 * scanner integration, "Report fields") and its published schema (secret-detection-report-format.json). A report that
 * does not fit is not taken at all.
 */
const text = { type: 'string', minLength: 1 };
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' };
const url = { type: 'string', pattern: '^https?://.+' };

const having = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
  // GitLab takes more than it knows; a name that it does not know is a mistake of ours.
  additionalProperties: false,
});
const listOf = (items: object, more: object = {}) => ({ type: 'array', items, ...more });
const oneOf = (...values: string[]) => ({ enum: values });

const tool = having({ id: text, name: text, version: text, vendor: having({ name: text }) }, { url });

const location = having(
  { commit: having({ sha: text }, { author: { type: 'string' }, date: { type: 'string' }, message: text }) },
  { file: { type: 'string' }, start_line: { type: 'number' }, end_line: { type: 'number' } },
);

const details = {
  type: 'object',
  additionalProperties: having({
    name: text,
    type: { const: 'list' },
    items: listOf(having({ type: { const: 'text' }, value: { type: 'string' } })),
  }),
};

export const gitLabSchema = having({
  version: { type: 'string', pattern: '^15\\.\\d+\\.\\d+$' },
  scan: having(
    {
      analyzer: tool,
      scanner: tool,
      type: { const: 'secret_detection' },
      start_time: time,
      end_time: time,
      status: oneOf('success', 'failure'),
    },
    { messages: listOf(having({ level: oneOf('info', 'warn', 'fatal'), value: text })) },
  ),
  vulnerabilities: listOf(
    having(
      {
        id: text,
        identifiers: listOf(having({ type: text, name: text, value: text }, { url }), {
          minItems: 1,
          maxItems: 20,
        }),
        location,
      },
      {
        name: { type: 'string', maxLength: 255 },
        description: { type: 'string', maxLength: 1_048_576 },
        solution: { type: 'string', maxLength: 7000 },
        severity: oneOf('Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'),
        details,
      },
    ),
  ),
});
