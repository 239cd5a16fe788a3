import type { AwsMeans } from './settings.ts';
import type { Certainty, Thrown, Words } from './thrown.ts';

interface Cause {
  readonly words: Words;
  readonly code: string;
  readonly certainty: Certainty;
}

interface Reached {
  readonly host: string;
  readonly means: AwsMeans;
}

/** Why nobody answered, or not AWS; undefined where AWS did. */
export function networkCause(thrown: Thrown, { host, means }: Reached): Cause | undefined {
  const { name = '', code = '', message = '' } = thrown;
  const again = `Look at the network, then run it again.${proxyHint(means.env)}`;
  // Servers that imitate AWS call an error a page, and yet it has a code.
  if (name === notAws || (thrown.Code === undefined && isPage(thrown.$response?.headers)))
    return {
      words: [
        `${host} answered with a page, not as AWS does`,
        `A sign-in page of a network, or a proxy? ${again}`,
      ],
      code: 'NotAws',
      certainty: 'open',
    };
  if (/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/.test(code))
    return {
      words: [`the name ${host} is not known here: no network, or no DNS`, again],
      code: 'Network',
      certainty: 'not-sent',
    };
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/.test(code))
    return { words: [`${host} cannot be reached (${code})`, again], code: 'Network', certainty: 'not-sent' };
  if (/CERT|^(?:DEPTH_ZERO|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO|SELF_SIGNED|HOSTNAME_MISMATCH)/.test(code))
    return {
      words: [
        `${host} cannot show that it is AWS (${code})`,
        `Where a proxy opens connections, its certificate goes to Node: NODE_EXTRA_CA_CERTS=FILE${
          means.env.AWS_CA_BUNDLE === undefined ? '' : ' (AWS_CA_BUNDLE is for the AWS CLI alone)'
        }.`,
      ],
      code: 'Network',
      certainty: 'not-sent',
    };
  // The SDK calls this a timeout, too.
  if (
    /^(?:ECONNRESET|EPIPE|ECONNABORTED|HPE_\w+|ERR_STREAM_PREMATURE_CLOSE)$/.test(code) ||
    /socket hang up|^aborted$/.test(message)
  )
    return { words: [`the connection to ${host} broke off`, again], code: 'Network', certainty: 'open' };
  if (name === 'TimeoutError' || code === 'ETIMEDOUT')
    return {
      words: [`${host} did not answer in time`, again],
      code: 'Timeout',
      certainty: /without establishing a connection/.test(message) ? 'not-sent' : 'open',
    };
  return undefined;
}

/** The name of the error that is thrown when the answer is a page. */
export const notAws = 'NotAws';

export const isPage = (headers: Readonly<Record<string, string>> = {}): boolean =>
  /\bhtml\b/i.test(headers['content-type'] ?? '');

/** The SDK for JavaScript knows no proxy. */
function proxyHint(env: NodeJS.ProcessEnv): string {
  const name = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].find((one) => env[one]);
  return name === undefined ? '' : ` ${name} is set, but the AWS SDK for JavaScript uses no proxy.`;
}
