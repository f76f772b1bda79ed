import type { SentMessage } from '../messages.ts';
import type { CurrencyFigures, Report } from '../schema.ts';
import {
  counted,
  decimal,
  dollars,
  heading,
  longDate,
  money,
  percent,
  shortMoney,
  whole,
} from './format.ts';
import { html, type Markup } from './markup.ts';

const buckets = [
  ['current', 'Not yet due'],
  ['d1_30', '1–30 days late'],
  ['d31_60', '31–60'],
  ['d61_90', '61–90'],
  ['d91_plus', '91 and more'],
] as const;

const serviceNames: Readonly<Record<string, string>> = {
  lambda: 'Lambda',
  stepFunctions: 'Step Functions',
  dynamodb: 'DynamoDB',
  eventBridge: 'EventBridge',
  sqs: 'SQS',
  sns: 'SNS',
  ses: 'SES',
  apiGateway: 'API Gateway',
  s3: 'S3',
  secretsManager: 'Secrets Manager',
};

const tile = (name: string, value: string, about: string): Markup =>
  html`<div class="tile"><dt>${name}</dt><dd>${value}<small>${about}</small></dd></div>`;

/** Figures, charts and as-of table of one currency. */
export const currencyPanel = (
  report: Report,
  currency: string,
  figures: CurrencyFigures,
): Markup => {
  const lastMonth = report.months.findLast(
    (month) => month.currency === currency && month.dso !== null,
  );
  const short = (minor: number): string => shortMoney(minor, currency);
  return html`<section data-currency="${currency}">
    <h2>${currency}</h2>
    <p class="note">${counted(figures.invoices, 'invoice')}, ${whole(figures.settledInvoices)} of them settled. Every figure is folded from the journal.</p>
    <dl class="tiles">
      ${tile('Issued', short(figures.issuedMinor), money(figures.issuedMinor, currency))}
      ${tile('Paid', short(figures.paidMinor), `${percent(figures.paidMinor, figures.issuedMinor)} of what was issued`)}
      ${tile('Open', short(figures.openMinor), money(figures.openMinor, currency))}
      ${tile('Credited', short(figures.creditedMinor), 'credit notes and cancellations')}
      ${tile('Unapplied cash', short(figures.unappliedMinor), 'received, not yet matched')}
      ${tile('Settled late', percent(figures.lateInvoices, figures.settledInvoices), `${whole(figures.lateInvoices)} invoices, ${decimal(figures.daysLateMean)} days on average over all settled`)}
      ${tile('DSO', decimal(lastMonth?.dso ?? null), lastMonth === undefined ? 'no month with sales' : `days, ${lastMonth.month}; best possible ${decimal(lastMonth.bestPossibleDso)}`)}
      ${tile('CEI', decimal(lastMonth?.cei ?? null), 'collection effectiveness, per cent')}
    </dl>
    <div class="grid">
      ${chartCard(
        'aging',
        'Open receivables by age',
        buckets.map(([, name]) => name),
        ['--a0', '--a1', '--a2', '--a3', '--a4'],
      )}
      ${chartCard('cash', 'Issued and paid, cumulative', ['Issued', 'Paid', 'Credited and written off'], ['--accent', '--good', '--a2'])}
      ${chartCard('kpi', 'Days sales outstanding', ['DSO', 'Best possible'], ['--accent', '--a2'])}
      ${agingTable(report, currency)}
    </div>
  </section>`;
};

const chartCard = (
  kind: string,
  title: string,
  names: readonly string[],
  colours: readonly string[],
): Markup => html`<div class="card">
  <h3>${title}</h3>
  <ul class="legend">${names.map((name, index) => html`<li><i style="background:var(${colours[index] ?? '--line'})"></i>${name}<b></b></li>`)}<li><time></time></li></ul>
  <div class="chart" data-chart="${kind}" role="img" aria-label="${title}; the figures stand in the tables"></div>
</div>`;

const agingTable = ({ asOf }: Report, currency: string): Markup => {
  const rows = asOf.filter((row) => row.currency === currency);
  return html`<div class="card ages">
    <h3>Aging at the end of the day</h3>
    <div class="scroll"><table>
      <thead><tr><th>Date</th><th>Open</th><th>Late</th><th>Unapplied</th><th>By age</th></tr></thead>
      <tbody>${rows.map(
        ({ date, openMinor, unappliedMinor, aging }) => html`<tr>
          <td>${date}</td>
          <td title="${money(openMinor, currency)}">${shortMoney(openMinor, currency)}</td>
          <td>${percent(openMinor - aging.current, openMinor)}</td>
          <td>${shortMoney(unappliedMinor, currency)}</td>
          <td><div class="bar">${buckets.map(
            ([bucket, name], index) =>
              aging[bucket] > 0 &&
              html`<span title="${name}: ${money(aging[bucket], currency)}" style="width:${((aging[bucket] / openMinor) * 100).toFixed(2)}%;background:var(--a${index})"></span>`,
          )}</div></td>
        </tr>`,
      )}</tbody>
    </table></div>
  </div>`;
};

export const stagesSection = ({ stages, cases }: Report): Markup => {
  const rows = Object.entries(stages);
  const most = Math.max(1, ...rows.map(([, { entered }]) => entered));
  return html`<section>
    <h2>Collection</h2>
    <p class="note">${counted(cases.opened, 'case')} opened; closed: ${
      Object.entries(cases.closed)
        .map(([reason, count]) => `${heading(reason).toLowerCase()} ${whole(count)}`)
        .join(', ') || 'none'
    }. A case enters its stages in order and moves back when it is less late.</p>
    <div class="card">${rows.map(
      ([stage, { entered, leftBackwards, messages, tasks }]) => html`<div class="stage">
        <strong>${heading(stage)}</strong>
        <div class="track"><span style="width:${((entered / most) * 100).toFixed(1)}%"></span></div>
        <small>${whole(entered)} entered · ${whole(leftBackwards)} moved back · ${counted(messages, 'message')} · ${counted(tasks, 'task')}</small>
      </div>`,
    )}</div>
  </section>`;
};

const countTable = (title: string, counts: Readonly<Record<string, number>>): Markup =>
  html`<div class="card"><h3>${title}</h3><table><tbody>${
    Object.keys(counts).length === 0
      ? html`<tr><td>None</td><td>0</td></tr>`
      : Object.entries(counts)
          .toSorted(([, a], [, b]) => b - a)
          .map(([name, count]) => html`<tr><td>${heading(name)}</td><td>${whole(count)}</td></tr>`)
  }</tbody></table></div>`;

export const contactSection = ({ messages, contacts, alerts }: Report): Markup => html`<section>
  <h2>Contact and alerts</h2>
  <p class="note">${counted(messages.total, 'message')} reached a provider. Every yes, no and later of the contact gate is journalled with its rule.</p>
  <div class="grid">
    ${countTable('Messages by template', messages.byTemplate)}
    ${countTable('Messages by channel', messages.byChannel)}
    ${countTable('Put off, by rule', contacts.deferredByRule)}
    ${countTable('Refused, by rule', contacts.refusedByRule)}
    ${countTable('Alerts by kind', alerts.byKind)}
    ${countTable('Alerts by severity', alerts.bySeverity)}
  </div>
</section>`;

export const costSection = ({ cost, counts, wallSeconds }: Report): Markup => html`<section>
  <h2>What it would cost</h2>
  <p class="note">Metered use at list prices of ${cost.region} on ${longDate(cost.priceTableDate)}, without free tiers: ${
    cost.usdPer1000Invoices === null ? '–' : dollars(cost.usdPer1000Invoices)
  } for 1,000 invoices, and ${whole(cost.sms.messages)} SMS apart at about ${dollars(cost.sms.usd)}. Left out: ${cost.leftOut.join(', ')}.</p>
  <div class="grid">
    <div class="card"><h3>USD by service, whole run</h3><table><tbody>${Object.entries(
      cost.byService,
    )
      .toSorted(([, a], [, b]) => b - a)
      .map(
        ([service, usd]) =>
          html`<tr><td>${serviceNames[service] ?? service}</td><td>${dollars(usd)}</td></tr>`,
      )}
      <tr><td><strong>Total without SMS</strong></td><td><strong>${dollars(cost.usdTotal)}</strong></td></tr></tbody></table></div>
    <div class="card"><h3>Work done</h3><table><tbody>
      ${Object.entries(counts).map(([name, count]) => html`<tr><td>${heading(name.replace(/([A-Z])/g, ' $1').toLowerCase())}</td><td>${whole(count)}</td></tr>`)}
      <tr><td>Seconds on this machine</td><td>${decimal(wallSeconds)}</td></tr>
    </tbody></table></div>
  </div>
</section>`;

/** One of each template, then a second of each and so on, every one in another language where there is one. */
export const samplesOf = (messages: readonly SentMessage[], most = 9): SentMessage[] => {
  const templates = [...Map.groupBy(messages, ({ line }) => line.template).values()];
  const choices = templates.map((own, turn) => {
    const byLocale = [...Map.groupBy(own, ({ line }) => line.locale).values()];
    const first = turn % byLocale.length;
    // A message about several invoices shows more than one about a single one.
    return [...byLocale.slice(first), ...byLocale.slice(0, first)].flatMap(
      (same) => same.find(({ line }) => line.invoiceIds.length > 1) ?? same.slice(0, 1),
    );
  });
  const rounds = Math.max(0, ...choices.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    choices.flatMap((choice) => choice[round] ?? []),
  )
    .flat()
    .slice(0, most);
};

export const samplesSection = (messages: readonly SentMessage[]): Markup => html`<section>
  <h2>Messages as they were sent</h2>
  <p class="note">One of each template and language; all of them stand in <code>messages/</code>.</p>
  <div class="samples">${messages.map(
    ({ line, text, html: body }) => html`<article class="card sample">
      <header>
        <h3>${line.subject ?? heading(line.template)}</h3>
        <p>${line.at.slice(0, 16).replace('T', ' ')} UTC · ${line.channel} · ${line.locale} · ${line.to}</p>
      </header>
      ${
        body === undefined
          ? html`<div class="sms" lang="${line.locale}">${text}</div>`
          : html`<iframe sandbox="" loading="lazy" title="${line.subject ?? line.template}" srcdoc="${body}"></iframe>`
      }
    </article>`,
  )}</div>
</section>`;
