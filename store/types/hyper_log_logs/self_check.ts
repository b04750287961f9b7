/**
 * A self test of the HyperLogLog, for machines and builds that somebody does not trust: registers keep
 * what they are given, sparse and dense ones agree, and the estimate is as good as the theory says.
 */

import { estimate, HyperLogLog } from "./hyper_log_log.ts";
import { REGISTERS } from "./sparse_registers.ts";

/** How often all registers are written and read back. */
const REGISTER_ROUNDS = 25;
const GREATEST_REGISTER = 63;
/** How many different elements are counted. */
const ELEMENTS = 1_000_000;
/** The estimate's relative standard error. */
const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);
/** An error of so many of them never happens. */
const ERRORS_ALLOWED = 6;
/** While there are so few elements the sparse form must do. */
const SURELY_SPARSE = 100;
/** Room for sparse registers: more than the dense ones would take. */
const SPARSE_BYTES = 3000;

/**
 * Tests; takes some tenths of a second.
 *
 * @param random A source of numbers in [0, 1).
 * @returns what is wrong, or undefined.
 */
export function selfTest(random: () => number = Math.random): string | undefined {
  return testRegisters(random) ?? testEstimates(random);
}

function testRegisters(random: () => number): string | undefined {
  const log = new HyperLogLog();
  const wanted = new Uint8Array(REGISTERS);
  const found = new Uint8Array(REGISTERS);
  for (let round = 0; round < REGISTER_ROUNDS; round++) {
    log.clear();
    log.makeDense();
    // Each register a second time, and a lower value than it has: the neighbours must stay.
    for (let i = 0; i < REGISTERS; i++) {
      wanted[i] = Math.floor(random() * (GREATEST_REGISTER + 1));
      log.raise(i, wanted[i], 0);
      log.raise(i, wanted[i] >>> 1, 0);
    }
    found.fill(0);
    log.maximum(found);
    for (let i = 0; i < REGISTERS; i++) {
      if (found[i] !== wanted[i]) {
        return `Register ${i} should be ${wanted[i]} but is ${found[i]}`;
      }
    }
  }
  return undefined;
}

function testEstimates(random: () => number): string | undefined {
  const sparse = new HyperLogLog();
  const dense = new HyperLogLog();
  sparse.clear();
  dense.clear();
  dense.makeDense();
  const element = new Uint8Array(8);
  const words = new Uint32Array(element.buffer);
  words[1] = Math.floor(random() * 2 ** 32);
  for (let count = 1, checkpoint = 1; count <= ELEMENTS; count++) {
    words[0] = count;
    sparse.add(element, 0, 8, SPARSE_BYTES);
    dense.add(element, 0, 8, 0);
    if (count < SURELY_SPARSE && !sparse.isSparse) return `${count} elements are not sparse`;
    if (count !== checkpoint) continue;
    const found = cardinality(dense);
    if (cardinality(sparse) !== found) return `Sparse and dense registers disagree on ${count}`;
    const error = Math.abs(found - count);
    // Of ten elements two may well share a register.
    const allowed = count <= 10 ? 1 : Math.ceil(STANDARD_ERROR * ERRORS_ALLOWED * count);
    if (error > allowed) return `${count} elements are estimated as ${found}`;
    checkpoint *= 10;
  }
  return undefined;
}

function cardinality(log: HyperLogLog): number {
  const registers = new Uint8Array(REGISTERS);
  log.maximum(registers);
  return estimate(registers);
}
