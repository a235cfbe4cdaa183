/** In a terminal: after each key, the whole of it is of the other of two colours. */
process.stdin.setRawMode(true);
let isRed = false;
const paint = () =>
  process.stdout.write(`\u001b[48;2;${isRed ? '200;10;20' : '10;200;20'}m\u001b[2J\u001b[?25l`);
paint();
process.stdin.on('data', () => {
  isRed = !isRed;
  paint();
});
