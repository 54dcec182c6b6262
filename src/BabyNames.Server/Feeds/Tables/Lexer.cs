using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using BabyNames.Server.Errors;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>The tokens of a query option.</summary>
/// <param name="option">Its name, for faults.</param>
internal sealed partial class Lexer(string option, string text, Parameters parameters)
{
    private int _at;
    private Token? _next;

    public Token Peek() => _next ??= Read();

    public Token Take()
    {
        var token = Peek();
        _next = null;
        return token;
    }

    public bool TryTake(string word)
    {
        if (!Peek().Is(word))
            return false;
        _next = null;
        return true;
    }

    /// <exception cref="FeedException">Something else stands there.</exception>
    public void Expect(string word)
    {
        if (!TryTake(word))
            throw Fault($"'{word}' is expected");
    }

    /// <exception cref="FeedException">Something stands there still.</exception>
    public void End()
    {
        if (Peek().Kind != TokenKind.End)
            throw Fault("an operator or the end is expected");
    }

    /// <summary>What is wrong at the next token.</summary>
    public FeedException Fault(string message, string code = ErrorCodes.InvalidQuery)
    {
        var token = Peek();
        return FaultAt(token.At, token.Kind == TokenKind.End ? $"{message} at its end" : $"{message} where '{Shorten(token.Text)}' stands", code);
    }

    public FeedException FaultAt(int at, string message, string code = ErrorCodes.InvalidQuery) => new(code, $"{option}, character {at + 1}: {message}.");

    private Token Read()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        if (_at == text.Length)
            return new(TokenKind.End, "", null, _at);
        foreach (var (pattern, parse) in Literals)
        {
            if (pattern().Match(text, _at) is not { Success: true } match)
                continue;
            var token = new Token(TokenKind.Literal, match.Value, Parse(match, parse), _at);
            _at += match.Length;
            return token;
        }
        var word = Word().Match(text, _at);
        var length = word.Success ? word.Length : 1;
        var found = new Token(word.Success ? TokenKind.Word : TokenKind.Sign, text.Substring(_at, length), null, _at);
        if (!word.Success && !"(),/:-*=;".Contains(text[_at]))
            throw FaultAt(_at, $"'{text[_at]}' has no place here");
        _at += length;
        return found;
    }

    private Value Parse(Match match, Func<Match, (object? Value, Kind Type)> parse)
    {
        try
        {
            var (value, type) = parse(match);
            return value is null ? Value.Null : new(parameters.Add(value), type, IsNullable: false, value);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw FaultAt(_at, $"'{Shorten(match.Value)}' is no value that there can be");
        }
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "...";

    // The longer form before the one that it begins with.
    private static readonly (Func<Regex> Pattern, Func<Match, (object? Value, Kind Type)> Parse)[] Literals =
    [
        (Constant, match => match.Value.ToLowerInvariant() switch
        {
            "null" => (null, Kind.None),
            var value => (value == "true", Kind.Boolean),
        }),
        (Text, match => (match.Value[1..^1].Replace("''", "'", StringComparison.Ordinal), Kind.String)),
        (Id, match => (Guid.Parse(match.Value), Kind.Guid)),
        (Moment, match => (DateTimeOffset.Parse(match.Value, CultureInfo.InvariantCulture), Kind.DateTimeOffset)),
        (Day, match => (DateOnly.Parse(match.Value, CultureInfo.InvariantCulture), Kind.Date)),
        (Time, match => (TimeOnly.Parse(match.Value, CultureInfo.InvariantCulture), Kind.TimeOfDay)),
        (Duration, match => (XmlConvert.ToTimeSpan(match.Groups["value"].Value), Kind.Duration)),
        (Real, match => (match.Value.ToUpperInvariant() is "INF" ? double.PositiveInfinity : double.Parse(match.Value, CultureInfo.InvariantCulture), Kind.Double)),
        (Fraction, match => (decimal.Parse(match.Value, CultureInfo.InvariantCulture), Kind.Decimal)),
        (Whole, match => long.TryParse(match.Value, CultureInfo.InvariantCulture, out var whole)
            ? whole is <= int.MaxValue ? ((object)(int)whole, Kind.Int32) : (whole, Kind.Int64)
            : (decimal.Parse(match.Value, CultureInfo.InvariantCulture), Kind.Decimal)),
    ];

    [GeneratedRegex(@"\G(null|true|false)\b(?!\s*[/(])", RegexOptions.IgnoreCase)]
    private static partial Regex Constant();

    [GeneratedRegex(@"\G'([^']|'')*'")]
    private static partial Regex Text();

    [GeneratedRegex(@"\G[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex(@"\G\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Moment();

    [GeneratedRegex(@"\G\d{4}-\d\d-\d\d\b")]
    private static partial Regex Day();

    [GeneratedRegex(@"\G\d\d:\d\d:\d\d(\.\d{1,7})?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\Gduration'(?<value>[^']*)'", RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\G(\d+(\.\d+)?e[+-]?\d+\b|(INF|NaN)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Real();

    [GeneratedRegex(@"\G\d+\.\d+\b")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\G\d+\b")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\G[$@]?[\p{L}_][\p{L}\p{Nd}_.]*")]
    private static partial Regex Word();
}
