/** What only the hooks need that look at more than the next commit. They have most of it in common: it is one part of the program. */
export { pushToCheck } from '../whose-policy/push.ts';
export { receivedToCheck } from '../whose-policy/receive.ts';
export { checkByHand, checkPush } from './framework.ts';
