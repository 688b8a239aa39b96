const header = (description: string, example: string) => ({
  description,
  schema: { type: "string" },
  example,
});

/** What the operations of the description have in common. */
export const components = {
  securitySchemes: {
    accessToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: "The `accessToken` that signIn gives; good for ten minutes.",
    },
  },
  headers: {
    RequestId: header("Quote it when you ask for help.", "JKJaXmPLvHcESHA="),
    ETag: header("The version of what is answered, for If-Match and If-None-Match.", '"3"'),
    RateLimit: header("What is left (r), and seconds until the window ends (t).", '"user";r=999;t=640'),
    RateLimitPolicy: header("Requests (q) in a window of so many seconds (w).", '"user";q=1000;w=900'),
  },
  schemas: {
    Problem: {
      type: "object",
      description: "RFC 9457. Programs go by `code`, which is stable; people read `detail`.",
      required: ["type", "title", "status", "detail", "code", "requestId"],
      properties: {
        type: { type: "string", format: "uri", description: "Where the code is explained." },
        title: { type: "string" },
        status: { type: "integer" },
        detail: { type: "string" },
        code: { type: "string" },
        requestId: { type: "string" },
        errors: {
          type: "array",
          description: "Each thing that is wrong with the input.",
          items: {
            type: "object",
            required: ["path", "message"],
            properties: { path: { type: "string", examples: ["owner.email"] }, message: { type: "string" } },
          },
        },
      },
    },
  },
} as const;
