import type { Report } from '../schema.ts';
import { counted, decimal, heading, money, percent, whole } from './format.ts';
import { html, type Markup } from './markup.ts';

const row = (name: string, value: string): Markup =>
  html`<tr><td>${name}</td><td>${value}</td></tr>`;

/** Applications, and how the lines stand that came of them; nothing when nobody asked for credit. */
export const creditSection = ({ credit, to }: Report): Markup | undefined => {
  const { applications, approved, declined, referrals, orders, risk } = credit;
  if (applications.received + applications.reviews + risk.length === 0) return undefined;
  return html`<section>
  <h2>Credit</h2>
  <p class="note">${counted(applications.received, 'application')} and ${counted(applications.reviews, 'review')}; ${whole(applications.open)} of them open on ${to}. Policy decided alone where it may, people decided the rest.</p>
  <div class="grid">
    <div class="card"><h3>What became of applications</h3><table><tbody>
      ${Object.entries(applications.ended).map(([status, count]) => row(heading(status), whole(count)))}
      ${row('Open', whole(applications.open))}
    </tbody></table></div>
    <div class="card"><h3>Who decided</h3><table><tbody>
      ${row('Approved by policy', whole(approved.byPolicy))}
      ${row('Approved by people', whole(approved.byPerson))}
      ${row('Declined by policy', whole(declined.byPolicy))}
      ${row('Declined by people', whole(declined.byPerson))}
      ${row('Referred to people', whole(referrals.referred))}
      ${row('Passed to a higher authority', whole(referrals.escalated))}
      ${row('Hours to an answer, mean and median', `${decimal(referrals.hoursMean)} · ${decimal(referrals.hoursMedian)}`)}
      ${row('Orders that fit, and that were held', `${whole(orders.reserved)} · ${whole(orders.held)}`)}
    </tbody></table></div>
    <div class="card ages"><h3>Lines by risk class</h3><div class="scroll"><table>
      <thead><tr><th>Class</th><th>Lines</th><th>Limits</th><th>Used</th><th></th><th>Expected loss</th><th>Expected days late</th></tr></thead>
      <tbody>${risk.map(
        (each) => html`<tr>
          <td>${heading(each.riskClass)}, ${each.currency}</td>
          <td>${whole(each.lines)}</td>
          <td>${money(each.limitMinor, each.currency)}</td>
          <td>${money(each.exposureMinor, each.currency)}</td>
          <td>${percent(each.exposureMinor, each.limitMinor)}</td>
          <td>${money(each.expectedLossMinor, each.currency)}</td>
          <td>${decimal(each.expectedDaysLate)}</td>
        </tr>`,
      )}</tbody>
    </table></div></div>
  </div>
</section>`;
};
