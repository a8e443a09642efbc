// A day of a salesperson, told through the client that is generated for TypeScript.

import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";

declare const process: { argv: string[] };
const [url, token, campaign, first, second] = process.argv.slice(2) as [
  string, string, string, string, string,
];
const getcrm = createClient<paths>({
  baseUrl: url,
  headers: { Authorization: `Bearer ${token}` },
});

function must(fulfilled: boolean, what: string): asserts fulfilled {
  if (!fulfilled) throw new Error(what);
}

type Answered<Data> = { data?: Data; error?: unknown; response: Response };

function answered<Data>({ data, error, response }: Answered<Data>): Data {
  must(data !== undefined, `${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data;
}

async function registered(name: string, key: string): Promise<string> {
  const answer = answered(
    await getcrm.POST("/api/v1/customers", {
      body: { name, phones: ["0912345678"] },
      params: { header: { "Idempotency-Key": key } },
    }),
  );
  must(answer.created !== undefined, "the answer tells the id");
  return answer.created;
}

const customer = await registered("An Phát", "an-phat");
must((await registered("An Phát", "an-phat")) === customer, "the same key is the same customer");

const warned = answered(
  await getcrm.POST("/api/v1/customers", { body: { name: "Bách Khoa", phones: ["0912345678"] } }),
);
must(warned.warnings[0]!.text.length > 0, "a warning has a text");

const opened = answered(
  await getcrm.POST("/api/v1/opportunities", { body: { campaign, customer, name: "Mái tôn" } }),
);
const opportunity = opened.created!;
const path = { opportunity };
answered(
  await getcrm.PUT("/api/v1/opportunities/{opportunity}/method", {
    params: { path, header: { "If-Match": `"${opened.version}"` } },
    body: { method: second },
  }),
);
const late = await getcrm.PATCH("/api/v1/opportunities/{opportunity}", {
  params: { path, header: { "If-Match": `"${opened.version}"` } },
  body: { name: "Mái ngói" },
});
must(late.error?.code === "VersionMismatch", `refused: ${JSON.stringify(late.error)}`);

const won = answered(
  await getcrm.PUT("/api/v1/opportunities/{opportunity}/won", {
    params: { path },
    body: { amount: "1500000" },
  }),
);

const page = answered(
  await getcrm.GET("/api/v1/opportunities/{opportunity}", {
    params: { path, header: { "At-Least-Position": won.position } },
  }),
);
must(page.outcome === "won" && page.customer.name === "An Phát", JSON.stringify(page));
must(Number(page.amount) === 1_500_000, `the amount is ${page.amount}`);

const before = answered(
  await getcrm.GET("/api/v1/opportunities/{opportunity}", {
    params: { path, query: { as_known_at: String(opened.position) } },
  }),
);
must(before.outcome === "open" && before.method.id === first, JSON.stringify(before));

const names: string[] = [];
let cursor: string | null = null;
do {
  const query = { limit: 1, sort: "name" as const, ...(cursor === null ? {} : { cursor }) };
  const found: { customers: { name: string }[]; next: string | null } = answered(
    await getcrm.GET("/api/v1/customers", { params: { query } }),
  );
  names.push(...found.customers.map(({ name }) => name));
  cursor = found.next;
} while (cursor !== null);
must(names.join() === "An Phát,Bách Khoa", `page by page: ${names.join()}`);
console.log("done");
