using System.CommandLine;
using System.Globalization;
using BabyNames.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rows = new Option<int>("--rows") { Description = "Rows of the file.", DefaultValueFactory = _ => 20_000_000 };
rows.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 1_000_000 or > 100_000_000)
        result.AddError("--rows takes 1000000 to 100000000.");
});
var memory = new Command("memory", "Memory of the server while it reads a very large file (five minutes; not part of a run of all).")
{
    rows,
};
memory.SetAction(result => ServerFolder.WithAsync(folder => Memory.RunAsync(folder, result.GetValue(rows))));
var overload = new Command("overload", "Five hundred clients that ask for the heaviest (two minutes; not part of a run of all).");
overload.SetAction(_ => ServerFolder.WithAsync(Overload.RunAsync));
var parallel = new Command(
    "parallel",
    "Three requests of fifty slow fields, and what another client waits (two minutes; not part of a run of all)."
);
parallel.SetAction(_ => ServerFolder.WithAsync(ManyFields.RunAsync));
var countries = new Option<int>("--countries")
{
    Description = "Synthetic countries, each with the rows of the US.",
    DefaultValueFactory = _ => 24,
};
countries.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 1 or > 24)
        result.AddError("--countries takes 1 to 24.");
});
var large = new Command("large", "One year's file into 2 million rows, into 50 million, and into partitions (not part of a run of all).")
{
    countries,
};
large.SetAction(result => ServerFolder.WithAsync(folder => Large.RunAsync(folder, result.GetValue(countries))));
var root = new RootCommand(
    """
    Measures the server with the real SSA archive, as ratios within one run: one subject, or all of them (half an hour). Prints
    tables in Markdown. Needs PostgreSQL's programs (see start.sh), three gigabytes of temporary space, and port 5179 of this machine.
    """
)
{
    memory,
    large,
    overload,
    parallel,
};
(string Name, string What, Func<string, Task> Run)[] subjects =
[
    ("loading", "Files into the database, against psql's \\copy (six minutes).", Loading.RunAsync),
    ("refreshing", "What readers notice of a refresh (needs wrk; three minutes).", Refreshing.RunAsync),
    ("queue", "From upload to the start of reading; jobs a second.", Queue.RunAsync),
    ("design", "An upload until the statistics show it, against the design run literally.", LiteralDesign.RunAsync),
    ("graphql", "Requests a second of GraphQL against PostGraphile (needs wrk and npm; eight minutes).", GraphQLRequests.RunAsync),
    ("odata", "A whole feed; requests a second of OData against SAP CAP (needs wrk and npm; four minutes).", ODataRequests.RunAsync),
    ("reading", "Depth of paging, warm start.", Reading.RunAsync),
    ("keys", "What a key costs a request, and wrong ones everybody else (a minute and a half).", Keys.RunAsync),
];
foreach (var subject in subjects)
{
    var command = new Command(subject.Name, subject.What);
    command.SetAction(_ => ServerFolder.WithAsync(subject.Run));
    root.Add(command);
}
root.SetAction(async _ =>
{
    foreach (var subject in subjects)
        await ServerFolder.WithAsync(subject.Run);
});
return await root.Parse(args).InvokeAsync();
