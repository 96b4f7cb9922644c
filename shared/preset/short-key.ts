import { hash } from 'node:crypto';

/** Instead of a text to remember something by: thousands of long ones would take more than what is remembered. */
export const shortKey = (text: string): string => (text.length <= 64 ? text : hash('sha256', text, 'base64'));
