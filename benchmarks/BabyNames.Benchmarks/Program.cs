using System.CommandLine;
using System.Globalization;
using BabyNames.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var write = new Option<bool>("--write") { Description = "Replace the tables of the subjects in docs/benchmarks.md.", Recursive = true };
var rows = Bounded("--rows", "Rows of the file.", 20_000_000, 1_000_000, 100_000_000);
var countries = Bounded("--countries", "Synthetic countries, each with the rows of the US.", 24, 1, 24);
var root = new RootCommand(
    """
    Measures the server with the real archive of the US Social Security Administration, and prints Markdown tables. Without a subject it
    measures all subjects that are not marked (half an hour). Compare the ratios of one run. Needs the programs of PostgreSQL (see
    start.sh), three gigabytes of temporary space, and port 5179 of this machine.
    """
)
{
    write,
};
(string Name, string What, Func<string, Task> Run)[] subjects =
[
    ("loading", "Loads files into the database, compared with \\copy of psql (six minutes).", Loading.RunAsync),
    ("refreshing", "Reads while the statistics are refreshed (needs wrk; three minutes).", Refreshing.RunAsync),
    ("queue", "Time from an upload to the start of its job; jobs a second.", Queue.RunAsync),
    ("design", "Time from an upload to its statistics, compared with the original design run literally.", LiteralDesign.RunAsync),
    ("graphql", "GraphQL requests a second, compared with PostGraphile (needs wrk and npm; eight minutes).", GraphQLRequests.RunAsync),
    ("odata", "OData requests a second, compared with SAP CAP (needs wrk and npm; four minutes).", ODataRequests.RunAsync),
    ("reading", "Deep pages, and the first response of a warm start.", Reading.RunAsync),
    ("keys", "Time of verifying keys, and the effect of wrong keys (a minute and a half).", Keys.RunAsync),
];
foreach (var subject in subjects)
    Add(subject.Name, subject.What, (folder, _) => subject.Run(folder));
Add("memory", "Memory of the server while it reads a very large file (five minutes; not part of a run of all).", MemoryAsync, rows);
Add("large", "Loads one year's file into 2 million rows, 50 million, and partitions (not part of a run of all).", LargeAsync, countries);
Add(
    "overload",
    "500 clients send the most expensive query (two minutes; not part of a run of all).",
    (folder, _) => Overload.RunAsync(folder)
);
Add("parallel", "Three requests of 50 slow fields (two minutes; not part of a run of all).", (folder, _) => ManyFields.RunAsync(folder));
root.SetAction(async result =>
{
    foreach (var subject in subjects)
        await RunAsync(subject.Name, subject.Run, result);
});
return await root.Parse(args).InvokeAsync();

void Add(string name, string description, Func<string, ParseResult, Task> run, params Option[] options)
{
    var command = new Command(name, description);
    foreach (var option in options)
        command.Add(option);
    command.SetAction(result => RunAsync(name, folder => run(folder, result), result));
    root.Add(command);
}

async Task RunAsync(string name, Func<string, Task> run, ParseResult result)
{
    await ServerFolder.WithAsync(run);
    if (result.GetValue(write))
        await Table.WriteAsync(name);
}

Task MemoryAsync(string folder, ParseResult result) => Memory.RunAsync(folder, result.GetValue(rows));

Task LargeAsync(string folder, ParseResult result) => Large.RunAsync(folder, result.GetValue(countries));

static Option<int> Bounded(string name, string description, int value, int minimum, int maximum)
{
    var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < minimum || result.GetValueOrDefault<int>() > maximum)
            result.AddError($"{name} takes {minimum} to {maximum}.");
    });
    return option;
}
