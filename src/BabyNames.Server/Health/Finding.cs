namespace BabyNames.Server.Health;

/// <summary>The result of one check of <c>babynames doctor</c>.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="IsProblem">Whether an operator has to do something.</param>
/// <param name="Text">What was found.</param>
/// <param name="Action">What the operator can do; null if there is no problem.</param>
internal sealed record Finding(string Check, bool IsProblem, string Text, string? Action)
{
    /// <summary>Returns a result without a problem.</summary>
    public static Finding Good(string check, string text) => new(check, false, text, null);

    /// <summary>Returns a problem.</summary>
    public static Finding Problem(string check, string text, string action) => new(check, true, text, action);
}
