// Drops optional dependencies that the lock names but could not resolve, so that `npm ci` accepts it. See README.md.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const present = new Set(Object.keys(lock.packages).map(path => path.replace(/^.*node_modules\//, '')));
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!present.has(name)) {
      delete entry.optionalDependencies[name];
      console.log(`dropped ${name} from ${path}`);
    }
  }
}
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
