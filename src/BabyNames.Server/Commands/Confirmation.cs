using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary>Requests a confirmation from the user of a terminal.</summary>
internal static class Confirmation
{
    private const string Yes = "yes";

    /// <summary>Prints a question and waits until the user types <c>yes</c>.</summary>
    /// <param name="withoutTerminal">The instruction in the error message if there is no terminal.</param>
    /// <exception cref="MigrationException">The user did not confirm, or there is no terminal.</exception>
    public static void Require(string question, string withoutTerminal)
    {
        if (Console.IsInputRedirected)
            throw new MigrationException($"Nothing was changed. {withoutTerminal}");
        Console.Error.Write($"{question} Type `{Yes}` to continue: ");
        if (Console.ReadLine()?.Trim() != Yes)
            throw new MigrationException("Nothing was changed.");
    }
}
