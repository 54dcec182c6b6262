using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Access;

/// <summary>The text of an API key: <c>bn_</c>, a public id of 12 characters, <c>_</c>, a secret of 43 and a checksum of 6
/// characters, all base 62. The checksum detects typing errors before the database is queried.</summary>
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

    /// <summary>Returns null for text that is not a key.</summary>
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

    public override string ToString() => $"{Prefix}{KeyId}_{Secret}{Checksum()}";

    private string Checksum()
    {
        var rest = Crc32.HashToUInt32(Encoding.ASCII.GetBytes($"{Prefix}{KeyId}_{Secret}"));
        var checksum = new char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Digits[(int)(rest % (uint)Digits.Length)];
            rest /= (uint)Digits.Length;
        }
        return new(checksum);
    }
}
