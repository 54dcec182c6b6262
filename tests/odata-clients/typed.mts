// The typed client, reading a page, a row by its key and a function; prints what it read as one line of JSON.
import { FetchClient } from "@odata2ts/http-client-fetch";
import { NamesService } from "./generated/NamesService.js";

declare const process: { argv: string[] };
const [url, key] = process.argv.slice(2);
const names = new NamesService(new FetchClient({ headers: { "X-Api-Key": key } }), url);
const top = await names.NameStatistics().query((query, one) => query
    .select("Name", "Births", "Share")
    .filter(one.CountryCode.eq("US"), one.Year.eq(1880), one.Gender.eq("F"), one.Name.startsWith("M"))
    .orderBy(one.Births.desc())
    .top(2)
    .count());
const row = await names.NameStatistics({ CountryCode: "GB", Year: 1880, Gender: "F", Name: "Zoë" }).query();
const popular = await names.PopularNames({ country: "US", year: 1880, gender: "M" });
const genders = await names.GenderDistribution({ names: "Mary,Jessie" });
console.log(JSON.stringify({
    count: top.data["@odata.count"],
    top: top.data.value.map(one => `${one.Name} ${one.Births} ${one.Share}`),
    row: `${row.data.CountryName} ${row.data.Decade} ${row.data.Births}`,
    popular: popular.data.value.slice(0, 2).map(one => one.Name),
    genders: genders.data.value.map(one => one.Name),
}));
