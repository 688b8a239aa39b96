/** Somebody who uses the public API, as any program would. */
export interface ApiClient {
  readonly call: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
  /** The same, signed in with a token. */
  readonly as: (accessToken: string) => ApiClient;
}

const patientSeconds = 60;

/**
 * Speaks JSON to a stamp. An answer that is no success becomes an error that tells what was asked and the problem's
 * code; one that says when to come again (429, 503) is waited for.
 */
export const apiClient = (url: string, accessToken?: string): ApiClient => ({
  as: (token) => apiClient(url, token),
  call: async (method, path, body) => {
    const response = await patiently(() =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          ...(accessToken && { authorization: `Bearer ${accessToken}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    // The caller says what the API promises to answer.
    return text === "" ? undefined : JSON.parse(text);
  },
});

async function patiently(send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await send();
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const again = [429, 503].includes(response.status) && seconds <= patientSeconds;
    if (!again) return response;
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}
