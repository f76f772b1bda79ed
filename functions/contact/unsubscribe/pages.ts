/** The party's language is not looked up for a stranger who holds a link: all three are said. */
const page = (content: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Reminders</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}
button{font:inherit;padding:.6rem 1.2rem}</style>
</head>
<body>
${content}
</body>
</html>
`;

/** Posts to its own address, with the field that mail programs send (RFC 8058). */
export const askPage =
  page(`<p>Stop reminders before invoices are due? Messages about overdue invoices still come.</p>
<p lang="es">¿Dejar de recibir recordatorios antes del vencimiento? Los mensajes sobre facturas vencidas seguirán llegando.</p>
<p lang="pt">Parar os lembretes antes do vencimento? As mensagens sobre faturas vencidas continuam.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
<button>Stop · Dejar de recibir · Parar</button></form>`);

export const donePage = page(`<p>Done: no more reminders before invoices are due.</p>
<p lang="es">Listo: no recibirá más recordatorios antes del vencimiento.</p>
<p lang="pt">Pronto: não enviaremos mais lembretes antes do vencimento.</p>`);
