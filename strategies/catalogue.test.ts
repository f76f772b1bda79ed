import { describe, expect, it } from 'vitest';
import { publishedTemplates } from '../templates/catalogue.ts';
import { fileOf, publishedIn } from '../test/support/published.ts';
import { publishedStrategies, strategyOf } from './catalogue.ts';

const published = publishedIn(import.meta.dirname);

describe('published strategies', () => {
  it('are all in the catalogue, under the name and version of their file', () => {
    expect(published.files).toEqual(publishedStrategies.map(fileOf).sort());
  });

  it('are never edited: open cases carry them', () => {
    expect(published.digests()).toEqual(published.recorded());
  });

  it('are found by name and version, or refused', () => {
    expect(strategyOf('default', 1)).toMatchObject({ name: 'default', version: 1 });
    expect(() => strategyOf('default', 99)).toThrow('no strategy default version 99');
    expect(() => strategyOf('kind', 1)).toThrow(RangeError);
  });
});

const lines = (version: number, name = 'default') =>
  strategyOf(name, version).stages.flatMap(({ stage, entryDays, steps }) =>
    steps.map(({ offsetDays, action }) =>
      [
        `${stage}(${entryDays ?? ''})`,
        offsetDays,
        action.kind === 'message' ? `${action.channel} ${action.template}` : action.role,
        ...(action.kind === 'message' && action.fallback
          ? [`or ${action.fallback.channel} ${action.fallback.template}`]
          : []),
      ].join(' '),
    ),
  );

describe('the firm strategy', () => {
  it('does the same, sooner', () => {
    expect(lines(1, 'firm')).toEqual([
      'preventive() -5 email reminder-before-due',
      'administrative(1) 1 email reminder-overdue or sms sms-overdue',
      'administrative(1) 3 sms sms-overdue or email reminder-overdue',
      'administrative(1) 5 collector',
      'administrative(1) 8 email reminder-overdue-second or sms sms-overdue',
      'extrajudicial(15) 15 email formal-demand',
      'extrajudicial(15) 25 manager',
      'judicial(60) 60 legal',
    ]);
  });
});

describe('the default strategy', () => {
  it('does what, when and through whom', () => {
    expect(lines(1)).toEqual([
      'preventive() -5 email reminder-before-due',
      'administrative(1) 1 email reminder-overdue',
      'administrative(1) 5 sms sms-overdue',
      'administrative(1) 10 email reminder-overdue-second',
      'administrative(1) 15 collector',
      'extrajudicial(30) 30 email formal-demand',
      'extrajudicial(30) 45 manager',
      'judicial(90) 90 legal',
    ]);
  });

  it('falls back on the other channel with notices, not with courtesies or formal demands', () => {
    expect(lines(2)).toEqual([
      'preventive() -5 email reminder-before-due',
      'administrative(1) 1 email reminder-overdue or sms sms-overdue',
      'administrative(1) 5 sms sms-overdue or email reminder-overdue',
      'administrative(1) 10 email reminder-overdue-second or sms sms-overdue',
      'administrative(1) 15 collector',
      'extrajudicial(30) 30 email formal-demand',
      'extrajudicial(30) 45 manager',
      'judicial(90) 90 legal',
    ]);
  });

  it('names templates that are published for its channels', () => {
    const templates = new Map(publishedTemplates.map(({ name, channel }) => [name, channel]));
    for (const { steps } of publishedStrategies.flatMap(({ stages }) => stages)) {
      for (const { action } of steps) {
        if (action.kind !== 'message') continue;
        for (const { channel, template } of [
          action,
          ...(action.fallback ? [action.fallback] : []),
        ]) {
          expect(templates.get(template), template).toBe(channel);
        }
      }
    }
  });
});
