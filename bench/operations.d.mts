// Types of operations.mjs for the tests.
export declare function countText(code: string, name: string): number;
