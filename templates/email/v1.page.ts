// Generated from the MJML beside it by `npm run generate`; edit that instead.
// @ts-nocheck
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
/* oxlint-disable */
export const page = {"0":function(container,depth0,helpers,partials,data) {
    return "<p class=\"paragraph\">"
    + container.escapeExpression(container.lambda(depth0, depth0))
    + "</p>";
},"1":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<tr style=\"border-bottom:1px solid #e4e7eb;vertical-align:top;\">\n<td style=\"padding:8px 8px 8px 0;word-break:break-word;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"number") : depth0), depth0))
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,(depth0 != null ? lookupProperty(depth0,"paymentUrl") : depth0),{"name":"if","hash":{},"fn":container.program(2, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":147,"column":67},"end":{"line":147,"column":168}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,(depth0 != null ? lookupProperty(depth0,"documentUrl") : depth0),{"name":"if","hash":{},"fn":container.program(3, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":147,"column":168},"end":{"line":147,"column":272}}})) != null ? stack1 : "")
    + "</td>\n<td style=\"padding:8px;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"due") : depth0), depth0))
    + "<br /><span style=\"font-size:12px;color:"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,(depth0 != null ? lookupProperty(depth0,"late") : depth0),{"name":"if","hash":{},"fn":container.program(4, data, 0, blockParams, depths),"inverse":container.program(5, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":148,"column":72},"end":{"line":148,"column":113}}})) != null ? stack1 : "")
    + ";\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"status") : depth0), depth0))
    + "</span></td>\n<td style=\"padding:8px 0 8px 8px;text-align:right;white-space:nowrap;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"amount") : depth0), depth0))
    + "</td>\n</tr>\n";
},"2":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<br /><a href=\""
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"paymentUrl") : depth0), depth0))
    + "\" style=\"font-size:12px;\">"
    + alias2(alias1(((stack1 = (depths[1] != null ? lookupProperty(depths[1],"labels") : depths[1])) != null ? lookupProperty(stack1,"pay") : stack1), depth0))
    + "</a>";
},"3":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<br /><a href=\""
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"documentUrl") : depth0), depth0))
    + "\" style=\"font-size:12px;\">"
    + alias2(alias1(((stack1 = (depths[1] != null ? lookupProperty(depths[1],"labels") : depths[1])) != null ? lookupProperty(stack1,"view") : stack1), depth0))
    + "</a>";
},"4":function(container,depth0,helpers,partials,data) {
    return "#a61b1b";
},"5":function(container,depth0,helpers,partials,data) {
    return "#52606d";
},"6":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<tr style=\"border-bottom:1px solid #e4e7eb;\">\n<td colspan=\"2\" style=\"padding:8px 8px 8px 0;color:#52606d;\">"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"rest") : depth0)) != null ? lookupProperty(stack1,"text") : stack1), depth0))
    + "</td>\n<td style=\"padding:8px 0 8px 8px;text-align:right;white-space:nowrap;\">"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"rest") : depth0)) != null ? lookupProperty(stack1,"amount") : stack1), depth0))
    + "</td>\n</tr>\n";
},"7":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<tr style=\""
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),(depth0 != null ? lookupProperty(depth0,"last") : depth0),{"name":"if","hash":{},"fn":container.program(8, data, 0),"inverse":container.program(9, data, 0),"data":data,"loc":{"start":{"line":159,"column":11},"end":{"line":159,"column":83}}})) != null ? stack1 : "")
    + "\">\n<td colspan=\"2\" style=\"padding:8px 8px 4px 0;text-align:right;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"label") : depth0), depth0))
    + "</td>\n<td style=\"padding:8px 0 4px 8px;text-align:right;white-space:nowrap;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"amount") : depth0), depth0))
    + "</td>\n</tr>\n";
},"8":function(container,depth0,helpers,partials,data) {
    return "font-weight:700;font-size:16px;";
},"9":function(container,depth0,helpers,partials,data) {
    return "color:#52606d;";
},"10":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<tr>\n<td\nalign=\"center\" style=\"font-size:0px;padding:10px 28px 18px;word-break:break-word;\"\n>\n<table\nborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"border-collapse:separate;line-height:100%;\"\n>\n<tbody>\n<tr>\n<td\nalign=\"center\" bgcolor=\"#0b5f83\" role=\"presentation\" style=\"border:none;border-radius:6px;cursor:auto;mso-padding-alt:12px 30px;background:#0b5f83;\" valign=\"middle\"\n>\n<a\nhref=\""
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"payUrl") : depth0), depth0))
    + "\" style=\"display:inline-block;background:#0b5f83;color:#ffffff;font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:15px;font-weight:600;line-height:120%;margin:0;text-decoration:none;text-transform:none;padding:12px 30px;mso-padding-alt:0px;border-radius:6px;\" target=\"_blank\"\n>\n"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"labels") : depth0)) != null ? lookupProperty(stack1,"payNow") : stack1), depth0))
    + "\n</a>\n</td>\n</tr>\n</tbody>\n</table>\n</td>\n</tr>\n";
},"11":function(container,depth0,helpers,partials,data) {
    return "<p style=\"margin:0 0 6px;\">"
    + container.escapeExpression(container.lambda(depth0, depth0))
    + "</p>";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.lambda, alias2=container.escapeExpression, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<!doctype html>\n<html lang=\""
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"locale") : depth0), depth0))
    + "\" dir=\"ltr\" xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\">\n<head>\n<title>"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"subject") : depth0), depth0))
    + "</title>\n\u003C!--[if !mso]>\u003C!-->\n<meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">\n\u003C!--<![endif]-->\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style type=\"text/css\">\n#outlook a { padding:0; }\nbody { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }\ntable, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }\nimg { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }\np { display:block;margin:13px 0; }\n</style>\n\u003C!--[if mso]>\n<noscript>\n<xml>\n<o:OfficeDocumentSettings>\n<o:AllowPNG/>\n<o:PixelsPerInch>96</o:PixelsPerInch>\n</o:OfficeDocumentSettings>\n</xml>\n</noscript>\n<![endif]-->\n\u003C!--[if lte mso 11]>\n<style type=\"text/css\">\n.mj-outlook-group-fix { width:100% !important; }\n</style>\n<![endif]-->\n<style type=\"text/css\">\n@media only screen and (min-width:480px) {\n.mj-column-per-100 { width:100% !important; max-width: 100%; }\n}\n</style>\n<style media=\"screen and (min-width:480px)\">\n.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }\n</style>\n<style type=\"text/css\">\na { color: #0b5f83; }\n.paragraph { margin: 0 0 10px; }\n@media (prefers-color-scheme: dark) { .quiet a { color: #52606d; } }\n</style>\n</head>\n<body  style=\"word-spacing:normal;background-color:#eef1f4;\">\n<div style=\"display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"preheader") : depth0), depth0))
    + "</div>\n<div\naria-label=\""
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"subject") : depth0), depth0))
    + "\" aria-roledescription=\"email\" role=\"article\" lang=\""
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"locale") : depth0), depth0))
    + "\" dir=\"ltr\" style=\"word-spacing:normal;background-color:#eef1f4;\"\n>\n\u003C!--[if mso | IE]><table align=\"center\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" class=\"\" role=\"presentation\" style=\"width:640px;\" width=\"640\" bgcolor=\"#eef1f4\" ><tr><td style=\"line-height:0px;font-size:0px;mso-line-height-rule:exactly;\"><![endif]-->\n<div  style=\"background:#eef1f4;background-color:#eef1f4;margin:0px auto;max-width:640px;\">\n<table\nalign=\"center\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"background:#eef1f4;background-color:#eef1f4;width:100%;\"\n>\n<tbody>\n<tr>\n<td\nstyle=\"direction:ltr;font-size:0px;padding:0;text-align:center;\"\n>\n\u003C!--[if mso | IE]><table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\"><tr><td class=\"\" style=\"vertical-align:top;width:640px;\" ><![endif]-->\n<div\nclass=\"mj-column-per-100 mj-outlook-group-fix\" style=\"font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;\"\n>\n<table\nborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"vertical-align:top;\" width=\"100%\"\n>\n<tbody>\n<tr>\n<td\nstyle=\"font-size:0px;word-break:break-word;\"\n>\n<div\nstyle=\"height:20px;line-height:20px;\"\n>&#8202;</div>\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n\u003C!--[if mso | IE]></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n\u003C!--[if mso | IE]></td></tr></table><table align=\"center\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" class=\"\" role=\"presentation\" style=\"width:640px;\" width=\"640\" bgcolor=\"#ffffff\" ><tr><td style=\"line-height:0px;font-size:0px;mso-line-height-rule:exactly;\"><![endif]-->\n<div  style=\"background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:640px;\">\n<table\nalign=\"center\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"background:#ffffff;background-color:#ffffff;width:100%;\"\n>\n<tbody>\n<tr>\n<td\nstyle=\"border-top:4px solid #0b5f83;direction:ltr;font-size:0px;padding:22px 0 0;text-align:center;\"\n>\n\u003C!--[if mso | IE]><table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\"><tr><td class=\"\" style=\"vertical-align:top;width:640px;\" ><![endif]-->\n<div\nclass=\"mj-column-per-100 mj-outlook-group-fix\" style=\"font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;\"\n>\n<table\nborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"vertical-align:top;\" width=\"100%\"\n>\n<tbody>\n<tr>\n<td\nalign=\"left\" style=\"font-size:0px;padding:6px 28px;word-break:break-word;\"\n>\n<div\nstyle=\"font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:13px;letter-spacing:0.3px;line-height:1.55;text-align:left;color:#52606d;\"\n>"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"creditor") : depth0), depth0))
    + "</div>\n</td>\n</tr>\n<tr>\n<td\nalign=\"left\" style=\"font-size:0px;padding:6px 28px;padding-bottom:14px;word-break:break-word;\"\n>\n<div\nstyle=\"font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:23px;font-weight:600;line-height:1.25;text-align:left;color:#1f2933;\"\n><h1 style=\"font-size:23px;line-height:1.25;font-weight:600;margin:0;\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"heading") : depth0), depth0))
    + "</h1></div>\n</td>\n</tr>\n<tr>\n<td\nalign=\"left\" style=\"font-size:0px;padding:6px 28px;word-break:break-word;\"\n>\n<div\nstyle=\"font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:15px;line-height:1.55;text-align:left;color:#1f2933;\"\n><p class=\"paragraph\">"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"greeting") : depth0), depth0))
    + "</p>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,(depth0 != null ? lookupProperty(depth0,"opening") : depth0),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":130,"column":0},"end":{"line":130,"column":59}}})) != null ? stack1 : "")
    + "</div>\n</td>\n</tr>\n<tr>\n<td\nalign=\"left\" style=\"font-size:0px;padding:10px 28px;word-break:break-word;\"\n>\n<table\ncellpadding=\"0\" cellspacing=\"0\" width=\"100%\" border=\"0\" style=\"color:#1f2933;font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:1.4;table-layout:auto;width:100%;border:none;\"\n>\n<tr style=\"text-align:left;color:#52606d;font-size:12px;border-bottom:1px solid #cbd2d9;\">\n<th scope=\"col\" style=\"padding:6px 8px 6px 0;font-weight:600;\">"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"labels") : depth0)) != null ? lookupProperty(stack1,"invoice") : stack1), depth0))
    + "</th>\n<th scope=\"col\" style=\"padding:6px 8px;font-weight:600;\">"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"labels") : depth0)) != null ? lookupProperty(stack1,"due") : stack1), depth0))
    + "</th>\n<th scope=\"col\" style=\"padding:6px 0 6px 8px;font-weight:600;text-align:right;\">"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"labels") : depth0)) != null ? lookupProperty(stack1,"amount") : stack1), depth0))
    + "</th>\n</tr>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,(depth0 != null ? lookupProperty(depth0,"rows") : depth0),{"name":"each","hash":{},"fn":container.program(1, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":145,"column":0},"end":{"line":151,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,(depth0 != null ? lookupProperty(depth0,"rest") : depth0),{"name":"if","hash":{},"fn":container.program(6, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":152,"column":0},"end":{"line":157,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,(depth0 != null ? lookupProperty(depth0,"totals") : depth0),{"name":"each","hash":{},"fn":container.program(7, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":158,"column":0},"end":{"line":163,"column":9}}})) != null ? stack1 : "")
    + "</table>\n</td>\n</tr>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,(depth0 != null ? lookupProperty(depth0,"payUrl") : depth0),{"name":"if","hash":{},"fn":container.program(10, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":167,"column":0},"end":{"line":191,"column":7}}})) != null ? stack1 : "")
    + "<tr>\n<td\nalign=\"left\" style=\"font-size:0px;padding:6px 28px;word-break:break-word;\"\n>\n<div\nstyle=\"font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:15px;line-height:1.55;text-align:left;color:#1f2933;\"\n><h2 style=\"font-size:16px;font-weight:600;margin:10px 0 6px;\">"
    + alias2(alias1(((stack1 = (depth0 != null ? lookupProperty(depth0,"labels") : depth0)) != null ? lookupProperty(stack1,"howToPay") : stack1), depth0))
    + "</h2>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,(depth0 != null ? lookupProperty(depth0,"instructions") : depth0),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":199,"column":0},"end":{"line":199,"column":64}}})) != null ? stack1 : "")
    + "</div>\n</td>\n</tr>\n<tr>\n<td\nalign=\"left\" style=\"font-size:0px;padding:6px 28px;word-break:break-word;\"\n>\n<div\nstyle=\"font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:15px;line-height:1.55;text-align:left;color:#1f2933;\"\n>"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,(depth0 != null ? lookupProperty(depth0,"closing") : depth0),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":208,"column":1},"end":{"line":208,"column":60}}})) != null ? stack1 : "")
    + "\n<p class=\"paragraph\"><strong>"
    + alias2(alias1((depth0 != null ? lookupProperty(depth0,"creditor") : depth0), depth0))
    + "</strong></p></div>\n</td>\n</tr>\n<tr>\n<td\nstyle=\"font-size:0px;word-break:break-word;\"\n>\n<div\nstyle=\"height:14px;line-height:14px;\"\n>&#8202;</div>\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n\u003C!--[if mso | IE]></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n\u003C!--[if mso | IE]></td></tr></table><table align=\"center\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" class=\"\" role=\"presentation\" style=\"width:640px;\" width=\"640\" bgcolor=\"#eef1f4\" ><tr><td style=\"line-height:0px;font-size:0px;mso-line-height-rule:exactly;\"><![endif]-->\n<div  style=\"background:#eef1f4;background-color:#eef1f4;margin:0px auto;max-width:640px;\">\n<table\nalign=\"center\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"background:#eef1f4;background-color:#eef1f4;width:100%;\"\n>\n<tbody>\n<tr>\n<td\nstyle=\"direction:ltr;font-size:0px;padding:14px 0 26px;text-align:center;\"\n>\n\u003C!--[if mso | IE]><table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\"><tr><td class=\"\" style=\"vertical-align:top;width:640px;\" ><![endif]-->\n<div\nclass=\"mj-column-per-100 mj-outlook-group-fix\" style=\"font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;\"\n>\n<table\nborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" role=\"presentation\" style=\"vertical-align:top;\" width=\"100%\"\n>\n<tbody>\n<tr>\n<td\nalign=\"left\" class=\"quiet\" style=\"font-size:0px;padding:6px 28px;word-break:break-word;\"\n>\n<div\nstyle=\"font-family:-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;font-size:12px;line-height:1.55;text-align:left;color:#52606d;\"\n>"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,(depth0 != null ? lookupProperty(depth0,"footer") : depth0),{"name":"each","hash":{},"fn":container.program(11, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":254,"column":1},"end":{"line":254,"column":65}}})) != null ? stack1 : "")
    + "</div>\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n\u003C!--[if mso | IE]></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n\u003C!--[if mso | IE]></td></tr></table><![endif]-->\n</div>\n</body>\n</html>\n";
},"useData":true,"useDepths":true};
