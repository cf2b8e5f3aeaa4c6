// What every script of Node does: one line "name: outcome" for each check, in order.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import util from 'node:util';

export const connection = {
  host: process.env.PGHOST,
  port: Number(process.env.PGPORT),
  user: process.env.PGUSER,
  database: process.env.PGDATABASE,
};
export const url = `postgresql://${connection.user}@${connection.host}:${connection.port}/${connection.database}`;

const show = (value) =>
  util
    .inspect(value, { depth: 8, breakLength: Infinity, compact: true, maxArrayLength: 50 })
    .replaceAll(connection.port, 'PORT');

/** The version that was installed of a package, which the compatibility page names. Without a server, that is all. */
export function version(name) {
  if (!connection.host) process.exit();
  let directory = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    try {
      const found = JSON.parse(readFileSync(join(directory, 'package.json')));
      if (found.name === name) {
        console.log(`version: ${found.version}`);
        return;
      }
    } catch (e) {
      if (e.code !== 'ENOENT') throw e;
    }
    directory = dirname(directory);
  }
}

/** An error's account is its SQLSTATE, its message and the fields that drivers pass on. */
function account(error) {
  const cause = error.original ?? error.driverError ?? error.cause ?? error;
  const fields = ['detail', 'hint', 'position', 'table', 'table_name', 'column', 'column_name', 'constraint', 'constraint_name']
    .filter((field) => typeof cause[field] === 'string')
    .map((field) => ` ${field}=${cause[field]}`);
  return `${error.constructor.name} ${cause.code ?? ''} ${cause.message}${fields.join('')}`.replaceAll('\n', ' ');
}

export async function check(name, action) {
  let outcome;
  try {
    outcome = show(await action());
  } catch (error) {
    outcome = account(error);
  }
  console.log(`${name}: ${outcome.replaceAll('\n', ' ')}`);
}
