using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary>The answer of whoever runs a command at a terminal.</summary>
internal static class Consent
{
    private const string Yes = "yes";

    /// <param name="otherwise">What to do where there is nobody to ask.</param>
    /// <exception cref="MigrationException">The answer is no, or there is nobody to ask.</exception>
    public static void Ask(string question, string otherwise)
    {
        if (Console.IsInputRedirected)
            throw new MigrationException($"Nothing was changed. {otherwise}");
        Console.Error.Write($"{question} Type `{Yes}` to go on: ");
        if (Console.ReadLine()?.Trim() != Yes)
            throw new MigrationException("Nothing was changed.");
    }
}
