using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Access;

/// <summary>An API key. Its text is <c>bn_</c>, a public id of 12 characters, <c>_</c>, a secret of 43 characters and a checksum of 6
/// characters. Id, secret and checksum are in base 62. The checksum detects typing errors without a query of the database.</summary>
internal sealed record ApiKey(string KeyId, string Secret)
{
    private const string Prefix = "bn_";
    private const int IdLength = 12;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Generates a key whose secret has 256 random bits.</summary>
    public static ApiKey Create() =>
        new(RandomNumberGenerator.GetString(Digits, IdLength), RandomNumberGenerator.GetString(Digits, SecretLength));

    /// <summary>Parses the text of a key.</summary>
    /// <returns>The key; null if the text is not a key.</returns>
    public static ApiKey? Parse(string text)
    {
        const int length = IdLength + 1 + SecretLength + ChecksumLength;
        if (
            text.Length != Prefix.Length + length
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length + IdLength] != '_'
        )
            return null;
        var key = new ApiKey(text.Substring(Prefix.Length, IdLength), text.Substring(Prefix.Length + IdLength + 1, SecretLength));
        return key.ToString() == text ? key : null;
    }

    /// <summary>Returns the whole text, including the secret.</summary>
    public override string ToString() => $"{Prefix}{KeyId}_{Secret}{Checksum()}";

    private string Checksum()
    {
        var remainder = Crc32.HashToUInt32(Encoding.ASCII.GetBytes($"{Prefix}{KeyId}_{Secret}"));
        var checksum = new char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Digits[(int)(remainder % (uint)Digits.Length)];
            remainder /= (uint)Digits.Length;
        }
        return new(checksum);
    }
}
