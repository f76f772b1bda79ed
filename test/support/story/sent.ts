const sent = (channel: 'email' | 'sms', to: string, contact: string): string[] => {
  const [of, step, template, ...listed] = contact.split(' ');
  return [
    `${of} StepPerformed ${step}: sent`,
    `${of} ContactAttempted ${channel} ${step} ${template} en: ${listed.join(' ')}`,
    `${of} ContactSent ${channel} ${step}`,
    `${channel} to ${to}`,
  ];
};

/**
 * All lines that one e-mail brings which leaves at once.
 *
 * @param contact account, `<step>@<due date>`, template, and what the message lists with its sum:
 * `acme remind-overdue@2026-03-01 reminder-overdue-second INV-1 INV-2 150.00 USD`.
 * @param to when it is not the customer's own address.
 */
export const emailed = (contact: string, to?: string): string[] =>
  sent('email', to ?? `${contact.split(' ')[0]}@example.com`, contact);

/** The same of a text message. */
export const texted = (contact: string): string[] => sent('sms', '+15555550100', contact);
