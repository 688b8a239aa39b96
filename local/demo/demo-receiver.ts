const port = 3999;

/** Where the demo listens for webhooks: the one address on this machine that `npm start` lets them reach unasked. */
export const demoReceiver = { port, address: `127.0.0.1:${port}` } as const;
