using System.Text;
using System.Text.RegularExpressions;

namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>Creates nearly valid input from valid input, because errors are most likely near valid input.</summary>
/// <param name="words">Words that mutations insert.</param>
internal sealed partial class Mutations(Random random, IReadOnlyList<string> words)
{
    private const int MaxChanges = 4;

    private static readonly string[] Odd =
    [
        "0",
        "-1",
        "2147483648",
        "9223372036854775808",
        "1e400",
        "0.1",
        "null",
        "true",
        "\"",
        "'",
        "''",
        "\\",
        "\u0000",
        "\ufeff",
        "\ud83d",
        "Zoë",
        "\u202e",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "$",
        "@",
        "&",
        "=",
        "%",
        "%00",
        "%2F",
        "#",
        "--",
        "/*",
        ";",
        "\r\n",
        "\t",
        " ",
        "...",
        "*",
        "~",
    ];

    private static readonly string[] OddValues =
    [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "2147483648",
        "9223372036854775808",
        "1e400",
        "-0.0",
        "79228162514264337593543950336",
        "[]",
        "[null]",
        "[[1]]",
        "{}",
        "{\"eq\":null}",
        "{\"a\":{}}",
        "\"\"",
        "\"US\"",
        "\"F\"",
        "\"1880\"",
        "\"1e3\"",
        "\"NaN\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\ufffe\"",
        "\"%\"",
        "\"2024-02-30T00:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59.9999999-12:00\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"{0e984725-c51c-4bf4-9960-e1c80e27aba0}\"",
        "\"ASC\"",
    ];

    public string Text(string right)
    {
        var text = new StringBuilder(right);
        for (var changes = random.Next(1, MaxChanges + 1); changes > 0; changes--)
            Change(text);
        return text.ToString();
    }

    /// <summary>Replaces a JSON value, or a part of it, by a value of another type, out of range or of another shape.</summary>
    public string Json(string right)
    {
        var parts = JsonPart().Matches(right);
        switch (random.Next(5))
        {
            case 0:
                return OddJson();
            case 1:
                return $"[{right}]";
            case 2:
                return Text(right);
            default:
                if (parts.Count == 0)
                    return OddJson();
                var part = parts[random.Next(parts.Count)];
                return right[..part.Index] + OddJson() + right[(part.Index + part.Length)..];
        }
    }

    public byte[] Bytes(byte[] right)
    {
        var bytes = right.ToList();
        for (var changes = random.Next(1, MaxChanges + 1); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 64), bytes.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Word()));
                    break;
            }
        }
        return [.. bytes];
    }

    private void Change(StringBuilder text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 12), text.Length - at);
        switch (random.Next(5))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, text.ToString(at, length));
                break;
            case 2:
                text.Insert(at, Word());
                break;
            case 3:
                text.Remove(at, length).Insert(at, Word());
                break;
            default:
                text.Insert(at, string.Concat(Enumerable.Repeat(Word(), random.Next(1, 200))));
                break;
        }
    }

    private string OddJson() =>
        random.Next(20) == 0
            ? string.Concat(Enumerable.Repeat("[", 40)) + "1" + string.Concat(Enumerable.Repeat("]", 40))
            : OddValues[random.Next(OddValues.Length)];

    private string Word() => random.Next(2) == 0 ? Odd[random.Next(Odd.Length)] : words[random.Next(words.Count)];

    /// <summary>Matches a number, a keyword or a string that is not the name of a property.</summary>
    [GeneratedRegex("""("[^"]*"(?!:)|-?\b[0-9][0-9.]*|\b(true|null)\b)""")]
    private static partial Regex JsonPart();
}
