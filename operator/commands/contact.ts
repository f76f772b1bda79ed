import { actCommand } from '../act.ts';
import { segment } from '../api.ts';
import type { Argument, Command, Option } from '../command.ts';

const PARTY: Argument = { name: 'PARTY', does: 'who is contacted; account show names it' };
const CHANNEL: Argument = { name: 'CHANNEL', does: 'email or sms' };

const partyPath = (partyId: string, rest = ''): string =>
  `/v1/operator/parties/${segment(partyId)}${rest}`;

type Given = {
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
};

const whichAddress = {
  address: { does: 'another address than the present one', value: 'ADDRESS' },
  hash: { does: 'the address by its digest, as party show tells it', value: 'DIGEST' },
} as const satisfies Record<string, Option>;

const addressCommand = (verb: 'suppress' | 'unsuppress', does: string, done: string): Command =>
  actCommand({
    name: `address ${verb}`,
    does,
    args: [PARTY, CHANNEL],
    options: whichAddress,
    path: ({ args }) => partyPath(args['PARTY'] ?? '', '/acts'),
    body: ({ args, options }: Given) => ({
      act: `${verb}-address`,
      channel: args['CHANNEL'],
      ...(options['address'] === undefined ? {} : { address: options['address'] }),
      ...(options['hash'] === undefined ? {} : { addressHash: options['hash'] }),
    }),
    done: ({ args }) => `the ${args['CHANNEL']} address of ${args['PARTY']} ${done}`,
  });

const wishCommand = (verb: 'opt-out' | 'opt-in', does: string, done: string): Command =>
  actCommand({
    name: `party ${verb}`,
    does,
    args: [PARTY, CHANNEL],
    options: { courtesy: { does: 'reminders before the due date only' } },
    path: ({ args }) => partyPath(args['PARTY'] ?? '', '/acts'),
    body: ({ args, options }: Given) => ({
      act: `record-${verb}`,
      channel: args['CHANNEL'],
      scope: options['courtesy'] === undefined ? 'every-message' : 'courtesy',
    }),
    done: ({ args, options }) =>
      `${args['PARTY']} ${done} ${args['CHANNEL']}${options['courtesy'] === undefined ? '' : ' before the due date'}`,
  });

type Address = {
  readonly channel: string;
  readonly addressHash: string;
  readonly masked: string;
};

type Shown = {
  readonly partyId: string;
  readonly zone: string;
  readonly locale: string;
  readonly channels: readonly string[];
  readonly addresses: readonly Address[];
  readonly optOuts: readonly string[];
  readonly ownOptOuts: readonly { readonly channel: string; readonly scope: string }[];
  readonly suppressed: readonly {
    readonly channel: string;
    readonly addressHash: string;
    readonly cause: string;
  }[];
  readonly history: readonly {
    readonly at: string;
    readonly what: string;
    readonly channel: string;
    readonly addressHash?: string;
    readonly by?: string;
    readonly reason?: string;
  }[];
};

/** A present address masked; of a former one only the digest is left, by which acts name it. */
const addressText = (addresses: readonly Address[], channel: string, hash: string): string =>
  addresses.find((each) => each.channel === channel && each.addressHash === hash)?.masked ??
  `a former address (--hash ${hash})`;

const decidedLine =
  (addresses: readonly Address[]) =>
  ({ at, what, channel, addressHash, by, reason }: Shown['history'][number]): string =>
    [
      `  ${at}  ${channel}${addressHash === undefined ? '' : ` ${addressText(addresses, channel, addressHash)}`}  ${what}`,
      ...(by === undefined ? [] : [`by ${by}: ${reason}`]),
    ].join(', ');

const orNone = (texts: readonly string[]): string => texts.join(', ') || 'none';

const partyShow: Command = {
  name: 'party show',
  does: 'how a party may be reached, and who or what decided so, when and why',
  args: [PARTY],
  options: {},
  run: async ({ args, api }) => {
    const party = (await (await api()).get(partyPath(args['PARTY'] ?? ''))) as Shown;
    const own = party.ownOptOuts.map(({ channel, scope }) => `${channel} (${scope})`);
    const { addresses } = party;
    const reached = party.channels.map((channel) =>
      [
        channel,
        ...addresses.filter((each) => each.channel === channel).map(({ masked }) => masked),
      ].join(' '),
    );
    const suppressed = party.suppressed.map(
      ({ channel, addressHash, cause }) =>
        `  ${channel} ${addressText(addresses, channel, addressHash)}  ${cause}`,
    );
    return {
      lines: [
        `${party.partyId}  ${party.zone}  ${party.locale}`,
        `reached by        ${orNone(reached)}`,
        `refuses           ${orNone(own)}`,
        `upstream says     ${orNone(party.optOuts)}`,
        `suppressed        ${suppressed.length === 0 ? 'none' : ''}`.trimEnd(),
        ...suppressed,
        `decided           ${party.history.length === 0 ? 'nothing' : ''}`.trimEnd(),
        ...party.history.map(decidedLine(addresses)),
      ],
      json: party,
    };
  },
};

type Control = {
  readonly sending: 'on' | 'stopped';
  readonly stop?: { readonly at: string; readonly actor: string; readonly reason: string };
  readonly mode: 'shadow' | 'allow-list' | 'live';
  /** Left out of the answer to an act. */
  readonly today?: {
    readonly on: string;
    readonly channels: readonly {
      readonly channel: string;
      readonly cap: number;
      readonly used: number;
      readonly simulated: number;
    }[];
  };
};

const meanings: Readonly<Record<Control['mode'], string>> = {
  shadow: 'mode shadow: messages are simulated, and nobody gets one',
  'allow-list': 'mode allow-list: messages to who is listed are real, all others are simulated',
  live: 'mode live: messages are real',
};

/** Whether messages leave: by the mode, the stop and what is left of the day. */
const controlLines = ({ stop, mode, today }: Control): readonly string[] => [
  stop === undefined
    ? 'sending is not stopped'
    : `all sending is stopped since ${stop.at} by ${stop.actor}: ${stop.reason}`,
  meanings[mode],
  ...(today?.channels ?? []).map(({ channel, cap, used, simulated }) =>
    [
      `${today?.on} (UTC): ${channel}`,
      [
        ...(mode === 'shadow' ? [] : [`${used} of ${cap} used`]),
        ...(mode === 'live' ? [] : [`${simulated} of ${cap} simulated`]),
      ].join(', '),
    ].join(' '),
  ),
];

const sendingShow: Command = {
  name: 'sending show',
  does: 'whether messages leave: the mode, a stop, and what is used of the day',
  args: [],
  options: {},
  run: async ({ api }) => {
    const control = (await (await api()).get('/v1/operator/sending')) as Control;
    return { lines: controlLines(control), json: control };
  },
};

const sendingCommand = (verb: 'stop' | 'resume', does: string): Command =>
  actCommand({
    name: `sending ${verb}`,
    does,
    args: [],
    path: () => '/v1/operator/sending/acts',
    body: () => ({ act: `${verb}-sending` }),
    done: (_, answer) => controlLines(answer as Control).join('\n'),
  });

/** What a person may do about who is reached, and about all messages at once. */
export const contactCommands: readonly Command[] = [
  partyShow,
  addressCommand('suppress', 'send nothing more to an address', 'gets no more messages'),
  addressCommand('unsuppress', 'let an address be used again', 'may be used again'),
  wishCommand('opt-out', 'record that a party refuses a channel', 'refuses'),
  wishCommand('opt-in', 'record that a party takes its refusal back', 'takes again'),
  sendingShow,
  sendingCommand('stop', 'stop every message of the environment at once; steps wait'),
  sendingCommand('resume', 'let messages go again; what waited goes in its turn'),
];
