using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary>Asks the user of a terminal for confirmation.</summary>
internal static class Confirmation
{
    private const string Yes = "yes";

    /// <param name="otherwise">What to do without a terminal, for the message.</param>
    /// <exception cref="MigrationException">The answer is no, or there is no terminal.</exception>
    public static void Ask(string question, string otherwise)
    {
        if (Console.IsInputRedirected)
            throw new MigrationException($"Nothing was changed. {otherwise}");
        Console.Error.Write($"{question} Type `{Yes}` to go on: ");
        if (Console.ReadLine()?.Trim() != Yes)
            throw new MigrationException("Nothing was changed.");
    }
}
