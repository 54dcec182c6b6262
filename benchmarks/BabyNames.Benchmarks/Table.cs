namespace BabyNames.Benchmarks;

/// <summary>What was measured, as a table in Markdown, row by row while it is measured.</summary>
internal static class Table
{
    public static void Begin()
    {
        Console.WriteLine();
        Console.WriteLine("| what | figure | against |");
        Console.WriteLine("|---|---|---|");
    }

    public static void Row(string what, string figure, string against = "") => Console.WriteLine($"| {what} | {figure} | {against} |");
}
