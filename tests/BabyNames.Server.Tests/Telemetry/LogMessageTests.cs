using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using BabyNames.Data;
using BabyNames.GraphQLEngine;
using BabyNames.ODataEngine;
using BabyNames.Queries;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Microsoft.Extensions.Logging;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>Tests the log messages of the server.</summary>
public sealed partial class LogMessageTests
{
    private const int RangeLength = 100;

    /// <summary>The first event id of each class with log messages. Each class has a range of 100 ids.</summary>
    private static readonly Dictionary<string, int> Ranges = new()
    {
        ["GraphQLLog"] = 100,
        ["ODataLog"] = 200,
        ["DatabaseLog"] = 300,
        ["DatasetLog"] = 500,
        ["JobLog"] = 600,
        ["AccessLog"] = 700,
        ["ApiKeyLog"] = 800,
        ["AuditLogging"] = 900,
        ["NotificationLog"] = 1_000,
        ["RateLimitLog"] = 1_100,
        ["BannerLog"] = 1_200,
        ["ConditionLog"] = 1_300,
        ["HostingLog"] = 1_400,
    };

    private static readonly List<LogMessage> Messages =
    [
        .. new[] { typeof(Server), typeof(GraphQLLimits), typeof(ODataLimits), typeof(RowQuery), typeof(Databases), typeof(SourceLimits) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.Attribute is not null)
            .Select(found => new LogMessage(
                found.Method.DeclaringType!.Name,
                found.Attribute!.EventId,
                found.Attribute.Level,
                found.Attribute.Message
            )),
    ];

    [Fact]
    public void Event_ids_are_unique() =>
        Assert.Equal(Messages.Select(message => message.Id).Distinct(), Messages.Select(message => message.Id));

    [Fact]
    public void Event_ids_are_in_the_range_of_their_class()
    {
        Assert.Equal(Ranges.Keys.Order(), Messages.Select(message => message.Class).Distinct().Order());
        Assert.All(Messages, message => Assert.InRange(message.Id, Ranges[message.Class] + 1, Ranges[message.Class] + RangeLength - 1));
    }

    [Fact]
    public void Messages_are_whole_sentences() => Assert.All(Messages, message => Assert.Matches(Sentences(), message.Text));

    [Fact]
    public void The_operating_page_has_every_warning_and_error()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "operating.md"));
        var listed = Row()
            .Matches(page)
            .Select(row =>
                (int.Parse(row.Groups["id"].Value, CultureInfo.InvariantCulture), row.Groups["level"].Value, row.Groups["text"].Value)
            );
        Assert.Equal(
            Messages
                .Where(message => message.Level >= LogLevel.Warning)
                .OrderBy(message => message.Id)
                .Select(message => (message.Id, message.Level.ToString(), message.Text)),
            listed
        );
    }

    /// <summary>A sentence begins with a capital letter or a value and ends with a full stop. A value may follow the last sentence
    /// after a colon.</summary>
    [GeneratedRegex(@"^[A-Z{][^;]*(\.|: \{\w+\})$")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>\w+) \| (?<text>[^|]+) \| [^|]+\. \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    private sealed record LogMessage(string Class, int Id, LogLevel Level, string Text);
}
