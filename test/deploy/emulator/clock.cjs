'use strict';
// Loaded before anything else by the functions that the emulator runs and by the CDK CLI: their
// clock is as far ahead of the machine's as the file says. Only `Date`: timers measure durations.
const { openSync, readSync } = require('node:fs');

const MachineDate = Date;
const file = openSync(process.env.CARTERA_CLOCK_FILE);
const text = Buffer.alloc(32);
const now = () =>
  MachineDate.now() + Number(text.toString('ascii', 0, readSync(file, text, 0, text.length, 0)));

globalThis.Date = class TestDate extends MachineDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
