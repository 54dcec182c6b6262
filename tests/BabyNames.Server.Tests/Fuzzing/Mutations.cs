using System.Text;

namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>Makes something that is nearly right of something that is right: faults hide near to what is meant.</summary>
/// <param name="words">What to put in.</param>
internal sealed class Mutations(Random random, IReadOnlyList<string> words)
{
    private const int Most = 4;

    private static readonly string[] Odd =
    [
        "0", "-1", "2147483648", "9223372036854775808", "1e400", "0.1", "null", "true", "\"", "'", "''", "\\", "\u0000", "\ufeff", "\ud83d", "Zoë", "\u202e",
        "{", "}", "(", ")", "[", "]", "$", "@", "&", "=", "%", "%00", "%2F", "#", "--", "/*", ";", "\r\n", "\t", " ", "...", "*", "~",
    ];

    public string Text(string right)
    {
        var text = new StringBuilder(right);
        for (var changes = random.Next(1, Most + 1); changes > 0; changes--)
            Change(text);
        return text.ToString();
    }

    public byte[] Bytes(byte[] right)
    {
        var bytes = right.ToList();
        for (var changes = random.Next(1, Most + 1); changes > 0 && bytes.Count > 0; changes--)
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

    private string Word() => random.Next(2) == 0 ? Odd[random.Next(Odd.Length)] : words[random.Next(words.Count)];
}
