namespace BabyNames.Benchmarks;

/// <summary>The results of one subject as a Markdown table, printed row by row while they are measured.</summary>
internal static class Table
{
    private static readonly List<string> Lines = [];

    /// <summary>Starts the table of a subject.</summary>
    public static void Begin()
    {
        Lines.Clear();
        Console.WriteLine();
        Add("| what | figure | compared with |");
        Add("|---|---|---|");
    }

    public static void Row(string what, string figure, string against = "") => Add($"| {what} | {figure} | {against} |");

    /// <summary>Replaces the table of a subject in docs/benchmarks.md, which has a section for each subject.</summary>
    public static async Task WriteAsync(string subject)
    {
        var path = Path.Combine(Repository.Root, "docs", "benchmarks.md");
        var page = (await File.ReadAllLinesAsync(path)).ToList();
        var heading = page.IndexOf($"## {subject}");
        if (heading < 0)
            throw new InvalidOperationException($"{path} has no section '## {subject}'.");
        var first = page.FindIndex(heading, line => line.StartsWith('|'));
        var last = page.FindIndex(first, line => !line.StartsWith('|'));
        page.RemoveRange(first, (last < 0 ? page.Count : last) - first);
        page.InsertRange(first, Lines);
        await File.WriteAllLinesAsync(path, page);
    }

    private static void Add(string line)
    {
        Lines.Add(line);
        Console.WriteLine(line);
    }
}
