/** What page.css says, minified. */
declare const text: string;
export default text;
