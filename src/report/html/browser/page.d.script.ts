/** The code of page.ts as one script. */
declare const text: string;
export default text;
