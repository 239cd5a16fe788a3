/** What page.css and the files that it imports say, minified. */
declare const text: string;
export default text;
