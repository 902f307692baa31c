// The first 2,000 training images of Fashion-MNIST as a 2000×784 matrix of bytes.
//   node fashion.mjs train-images-idx3-ubyte.gz fashion-2000.npy
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [source, target] = process.argv.slice(2);
const images = 2000, pixels = 28 * 28;

// IDX: magic 0x0803, images, rows, columns, big-endian; then the bytes, image after image.
const idx = gunzipSync(readFileSync(source));
const header = [0, 4, 8, 12].map((at) => idx.readUInt32BE(at));
if (header.join() !== "2051,60000,28,28") throw new Error(`${source}: header ${header}; expected 2051,60000,28,28`);

// NPY version 1: the header ends with a newline at a multiple of 64 bytes.
const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${images}, ${pixels}), }`;
const prefix = 10, length = Math.ceil((prefix + text.length + 1) / 64) * 64 - prefix;
const head = Buffer.alloc(prefix + length, " ");
head.write("\x93NUMPY\x01\x00", 0, "latin1");
head.writeUInt16LE(length, 8);
head.write(text, prefix, "latin1");
head.write("\n", prefix + length - 1, "latin1");
writeFileSync(target, Buffer.concat([head, idx.subarray(16, 16 + images * pixels)]));
