import Handlebars from 'handlebars/runtime.js';
import {
  type EmailLayout,
  layoutLabels,
  type MessageTemplate,
  messageTemplate,
  type TemplateCatalogue,
} from '../shared/domain/contact/template.ts';
import emailLabelsV1 from './email/v1.labels.json' with { type: 'json' };
import { page as emailPageV1 } from './email/v1.page.ts';
import formalDemandV1 from './formal-demand/v1.json' with { type: 'json' };
import reminderBeforeDueV1 from './reminder-before-due/v1.json' with { type: 'json' };
import reminderOverdueV1 from './reminder-overdue/v1.json' with { type: 'json' };
import reminderOverdueSecondV1 from './reminder-overdue-second/v1.json' with { type: 'json' };
import smsOverdueV1 from './sms-overdue/v1.json' with { type: 'json' };

/** Every published version. One in use is never edited: add the next beside it, and its name here. */
export const publishedTemplates: readonly MessageTemplate[] = [
  reminderBeforeDueV1,
  reminderOverdueV1,
  reminderOverdueSecondV1,
  smsOverdueV1,
  formalDemandV1,
].map((template) => messageTemplate.parse(template));

const layouts: Readonly<Record<string, EmailLayout>> = {
  'email.v1': {
    labels: layoutLabels.parse(emailLabelsV1),
    toHtml: Handlebars.template(emailPageV1),
  },
};

const newest = new Map<string, MessageTemplate>();
for (const template of publishedTemplates) {
  const known = newest.get(template.name);
  if (known === undefined || known.version < template.version) newest.set(template.name, template);
}

export const templateCatalogue: TemplateCatalogue = {
  template: (name) => {
    const template = newest.get(name);
    if (template === undefined) throw new RangeError(`no template is called ${name}`);
    return template;
  },
  layout: (name) => {
    const layout = layouts[name];
    if (layout === undefined) throw new RangeError(`no layout is called ${name}`);
    return layout;
  },
};
