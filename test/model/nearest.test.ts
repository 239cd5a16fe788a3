import { expect, test } from 'vitest';
import { nearest } from '../../src/model/nearest.ts';

const rules = ['aws-access-key-id', 'aws-secret-access-key', 'aws-session-token', 'private-key'];

test('a word with a slip in it is taken for the one that is meant', () => {
  expect(nearest('aws-acces-key-id', rules)).toBe('aws-access-key-id');
  expect(nearest('aws_session_token', rules)).toBe('aws-session-token');
  expect(nearest('private-keys', rules)).toBe('private-key');
});

test('of several the nearest one is meant', () => {
  expect(nearest('paths', ['path', 'paths'])).toBe('paths');
  expect(nearest('rulse', ['run', 'rules'])).toBe('rules');
});

test('a word that is like none is taken for none', () => {
  expect(nearest('x', rules)).toBeUndefined();
  expect(nearest('generic-api-key', rules)).toBeUndefined();
  expect(nearest('', rules)).toBeUndefined();
  expect(nearest('anything', [])).toBeUndefined();
});
