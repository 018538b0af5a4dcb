import type { IDBPDatabase } from 'idb';
import type { TabwiseDb } from './schema.ts';

/** Makes today's stores of those of version `from`; nothing that is kept is touched. */
export function upgrade(db: IDBPDatabase<TabwiseDb>, from: number): void {
  if (from < 1) createStores(db);
  if (from < 2) db.createObjectStore('tables', { keyPath: 'projectId' });
  if (from < 3)
    db.createObjectStore('checkpoints', { keyPath: 'taskId' }).createIndex(
      'projectId',
      'projectId',
    );
  if (from < 4)
    db.createObjectStore('registry', { keyPath: ['projectId', 'name'] }).createIndex(
      'projectId',
      'projectId',
    );
  if (from < 5)
    db.createObjectStore('searches', { keyPath: ['projectId', 'id'] }).createIndex(
      'projectId',
      'projectId',
    );
}

function createStores(db: IDBPDatabase<TabwiseDb>): void {
  db.createObjectStore('projects', { keyPath: 'id' }).createIndex('updatedAt', 'updatedAt');
  db.createObjectStore('runs', { keyPath: ['projectId', 'taskId'] }).createIndex(
    'projectId',
    'projectId',
  );
  db.createObjectStore('models', { keyPath: ['projectId', 'taskId'] }).createIndex(
    'projectId',
    'projectId',
  );
  db.createObjectStore('tasks', { keyPath: 'id' }).createIndex('projectId', 'projectId');
  db.createObjectStore('logs', { keyPath: ['projectId', 'n'] }).createIndex(
    'projectId',
    'projectId',
  );
}
