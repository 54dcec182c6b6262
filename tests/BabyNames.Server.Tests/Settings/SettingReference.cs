using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BabyNames.GraphQLEngine;
using BabyNames.ODataEngine;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Settings;

/// <summary>A setting of the server, read from its options class and the XML documentation of the class.</summary>
internal sealed partial class SettingReference
{
    private const string DefaultMark = "Default:";

    /// <summary>The settings whose defaults depend on other settings or on the machine.</summary>
    private static readonly string[] ComputedDefaults =
    [
        "Access:AnonymousReading",
        "Database:SamplePath",
        "Ide:Enabled",
        "Limits:MaxConcurrentQueries",
        "Limits:MaxConcurrentStreams",
        "Storage:S3:AccessKey",
        "Storage:S3:Endpoint",
        "Storage:S3:Region",
    ];

    private static readonly Dictionary<Assembly, XDocument> Documentation = [];

    private readonly PropertyInfo _property;
    private readonly object _options;

    private SettingReference(string section, PropertyInfo property, object options)
    {
        (Section, _property, _options) = (section, property, options);
        var summary = Sentences(Summary(property.DeclaringType!, $"P:{property.DeclaringType!.FullName}.{property.Name}"));
        var at = summary.LastIndexOf(DefaultMark, StringComparison.Ordinal);
        Assert.True(at >= 0 && summary.EndsWith('.'), $"The summary of {Name} has no default: {summary}");
        (Meaning, Default) = (summary[..at].Trim(), summary[(at + DefaultMark.Length)..^1].Trim());
    }

    /// <summary>All settings by section, in the order of their classes.</summary>
    public static IReadOnlyList<SettingReference> All { get; } =
    [.. Sections().SelectMany(section => Of(section.Name, Activator.CreateInstance(section.Options, nonPublic: true)!))];

    public string Section { get; }

    public string Name => $"{Section}:{_property.Name}";

    /// <summary>The Markdown of the summary without the sentence of the default.</summary>
    public string Meaning { get; }

    /// <summary>The Markdown of the default in the summary.</summary>
    public string Default { get; }

    public bool HasComputedDefault => ComputedDefaults.Contains(Name);

    /// <summary>The Markdown of the default value in the options class.</summary>
    public string DefaultOfClass =>
        _property.GetValue(_options) switch
        {
            null or "" => "none",
            string text => $"`{text.Replace(Path.DirectorySeparatorChar, '/')}`",
            var value => Format(value),
        };

    public string Kind =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType) switch
        {
            TypeCode.Boolean => "boolean",
            TypeCode.Int32 or TypeCode.Int64 => "integer",
            TypeCode.String => "text",
            _ when _property.PropertyType == typeof(TimeSpan) => "duration",
            _ => throw new InvalidOperationException($"{Name} has no known type."),
        };

    public string Range
    {
        get
        {
            if (_property.GetCustomAttribute<RangeAttribute>() is not { } range)
                return _property.IsDefined(typeof(RequiredAttribute)) ? "not empty" : "";
            var (minimum, maximum) = (Format(Bound(range.Minimum)), Bound(range.Maximum));
            // The attribute stores the bounds of a long as double.
            return maximum is int.MaxValue or (double)long.MaxValue ? $"at least {minimum}" : $"{minimum} to {Format(maximum)}";
        }
    }

    /// <summary>Returns the Markdown of the summary of a section's options class, without the name of the section.</summary>
    public static string SectionText(string section)
    {
        var type = All.First(setting => setting.Section == section)._property.DeclaringType!;
        var text = Sentences(Summary(type, $"T:{type.FullName}"))[$"Settings `{section}:*`".Length..].TrimStart('.', ':', ' ');
        return text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
    }

    public override string ToString() => Name;

    private static IEnumerable<(string Name, Type Options)> Sections()
    {
        var types = new[] { typeof(Server), typeof(GraphQLLimits), typeof(ODataLimits), typeof(SourceLimits) }
            .SelectMany(type => type.Assembly.GetTypes())
            .ToLookup(type => type.Name);
        return Directory
            .EnumerateFiles(Path.Combine(Repository.Folder, "src", "BabyNames.Server"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Binding().Matches(File.ReadAllText(file)))
            .Select(match => (Name: match.Groups["section"].Value, Options: types[match.Groups["type"].Value].Single()))
            .Distinct()
            .OrderBy(section => section.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<SettingReference> Of(string section, object options)
    {
        foreach (var property in options.GetType().GetProperties().OrderBy(property => property.MetadataToken))
        {
            if (property.CanWrite)
                yield return new(section, property, options);
            else
            {
                foreach (var setting in Of($"{section}:{property.Name}", property.GetValue(options)!))
                    yield return setting;
            }
        }
    }

    private static object Bound(object bound) => bound is string text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : bound;

    private string Format(object value) =>
        value switch
        {
            bool isOn => isOn ? "true" : "false",
            TimeSpan time => FormatTime(time),
            IFormattable number when _property.Name.EndsWith("Bytes", StringComparison.Ordinal) => FormatBytes(
                Convert.ToInt64(number, CultureInfo.InvariantCulture)
            ),
            IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"{Name} has no known type."),
        };

    private static string FormatBytes(long bytes)
    {
        (long Size, string Unit)[] units = [(1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];
        var (size, unit) = units.FirstOrDefault(unit => bytes >= unit.Size && bytes % unit.Size == 0);
        return unit is null ? bytes.ToString("N0", CultureInfo.InvariantCulture) : $"{bytes / size} {unit}";
    }

    private static string FormatTime(TimeSpan time)
    {
        (TimeSpan Size, string Unit)[] units =
        [
            (TimeSpan.FromDays(1), "days"),
            (TimeSpan.FromHours(1), "h"),
            (TimeSpan.FromMinutes(1), "min"),
            (TimeSpan.FromSeconds(1), "s"),
            (TimeSpan.FromMilliseconds(1), "ms"),
        ];
        var (size, unit) = time == TimeSpan.Zero ? units[3] : units.First(unit => time >= unit.Size && time.Ticks % unit.Size.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{time / size:N0} {unit}");
    }

    private static XElement Summary(Type type, string member)
    {
        if (!Documentation.TryGetValue(type.Assembly, out var document))
            Documentation[type.Assembly] = document = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        return document.Descendants("member").Single(element => element.Attribute("name")!.Value == member).Element("summary")!;
    }

    /// <summary>Returns the Markdown of a summary as one line.</summary>
    private static string Sentences(XElement summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(Markdown)), " ").Trim();

    private static string Markdown(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } link when link.Attribute("href") is { } address => $"[{link.Value}]({address.Value})",
            XElement { Name.LocalName: "see" } link => $"`{link.Attribute("cref")!.Value.Split('.')[^1]}`",
            _ => throw new InvalidOperationException($"A summary has an element that is not known: {node}"),
        };

    [GeneratedRegex(@"AddSettings<(?<type>\w+)>\(""(?<section>\w+)""")]
    private static partial Regex Binding();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
