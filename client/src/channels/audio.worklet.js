// Both ends of the sound in the browser's audio thread, at 48 kHz. An asset of its own: the page's policy allows no
// script inside another. Its import is its address (audio.worklet.d.ts).

/** Playing begins with so much in store, which covers the unevenness of a network. */
const START_SAMPLES = 48 * 40;
/** With more than this the store is cut: what comes late is not wanted any more. */
const LONGEST_SAMPLES = 48 * 200;
const CUT_SAMPLES = 48 * 60;
const BLOCK_SAMPLES = 48 * 10;

/** Plays blocks `[left, right]` that come by its port. */
class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.blocks = [];
    this.stored = 0;
    this.offset = 0;
    this.playing = false;
    this.port.onmessage = ({ data }) => this.store(data);
  }

  store(block) {
    this.blocks.push(block);
    this.stored += block[0].length;
    if (this.stored > LONGEST_SAMPLES) {
      while (this.stored > CUT_SAMPLES && this.blocks.length > 1) this.next();
    }
    if (this.stored >= START_SAMPLES) this.playing = true;
  }

  next() {
    this.stored -= this.blocks.shift()[0].length - this.offset;
    this.offset = 0;
  }

  process(_inputs, [output]) {
    if (!this.playing) return true;
    const count = output[0].length;
    let filled = 0;
    while (filled < count && this.blocks.length > 0) {
      const block = this.blocks[0];
      const part = Math.min(count - filled, block[0].length - this.offset);
      for (let side = 0; side < output.length; side++) {
        const samples = block[side] ?? block[0];
        output[side].set(samples.subarray(this.offset, this.offset + part), filled);
      }
      filled += part;
      this.offset += part;
      this.stored -= part;
      if (this.offset === block[0].length) {
        this.blocks.shift();
        this.offset = 0;
      }
    }
    if (filled < count) this.playing = false;
    return true;
  }
}

/** Sends what it hears in blocks of 10 ms. */
class Recorder extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(BLOCK_SAMPLES);
    this.filled = 0;
  }

  process([input]) {
    const samples = input?.[0];
    if (!samples) return true;
    for (let offset = 0; offset < samples.length; ) {
      const part = Math.min(samples.length - offset, BLOCK_SAMPLES - this.filled);
      this.block.set(samples.subarray(offset, offset + part), this.filled);
      offset += part;
      this.filled += part;
      if (this.filled === BLOCK_SAMPLES) {
        this.port.postMessage(this.block, [this.block.buffer]);
        this.block = new Float32Array(BLOCK_SAMPLES);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('alcove-player', Player);
registerProcessor('alcove-recorder', Recorder);
