// A tool that models may call: arithmetic with two numbers.
import { serve } from './connect.mjs';

const operations = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

function calculate({ operation, a, b }) {
  const work = Object.hasOwn(operations, operation) ? operations[operation] : null;
  if (!work || !Number.isFinite(a) || !Number.isFinite(b)) {
    return {
      result: `needs an operation (${Object.keys(operations)}) and the numbers a and b`,
      error: true,
    };
  }
  const value = work(a, b);
  return Number.isFinite(value) ? { result: String(value) } : { result: 'has no result', error: true };
}

serve({
  [`parley.tool.${process.env.PARLEY_NAME ?? 'calculator'}`]: (request, reply) =>
    reply(calculate(request.arguments ?? {})),
});
