import { namesOfYear, popular, search, yearsOfName } from './names.js';
import { upload } from './upload.js';

const usage = `Usage: npm start -- popular COUNTRY YEAR F|M   the most popular names
                    names COUNTRY YEAR         all names of a year as CSV
                    search COUNTRY TEXT        the names that match a text best
                    years COUNTRY NAME         the years of a name, ignoring case and accents
                    upload COUNTRY FILE        a publisher's file`;

/** @returns Whether the command succeeded. */
async function run([command, country, ...args]: string[]): Promise<boolean> {
  const [first, second] = args;
  if (!country || !first) return help();
  switch (command) {
    case 'popular':
      if (second !== 'F' && second !== 'M') return help();
      await popular(country, Number(first), second);
      return true;
    case 'names':
      await namesOfYear(country, Number(first));
      return true;
    case 'search':
      await search(country, first);
      return true;
    case 'years':
      await yearsOfName(country, first);
      return true;
    case 'upload':
      return upload(first, country);
    default:
      return help();
  }
}

function help(): boolean {
  console.error(usage);
  return false;
}

try {
  if (!(await run(process.argv.slice(2)))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
