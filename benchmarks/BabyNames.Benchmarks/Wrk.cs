using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BabyNames.Benchmarks;

/// <summary>Generates load with wrk (Debian package <c>wrk</c>).</summary>
internal sealed partial class Wrk(string folder, IReadOnlyList<string> names)
{
    /// <summary>Sends a document for some seconds, after a warm-up of the same length.</summary>
    /// <param name="document">Document. Random values replace <c>@YEAR</c>, <c>@SEX</c> and <c>@NAME</c> in each request.</param>
    public async Task<Load> RunAsync(Uri address, string document, object? variables = null, int connections = 16, int seconds = 8)
    {
        var body = Body(document, variables);
        await CheckAsync(address, body);
        await RunOnceAsync(address, "BODY", body, connections, seconds);
        return await RunOnceAsync(address, "BODY", body, connections, seconds);
    }

    /// <summary>Requests an address for some seconds, after a warm-up of the same length.</summary>
    /// <param name="target">Escaped path and query. Random values replace <c>@YEAR</c>, <c>@SEX</c> and <c>@NAME</c>.</param>
    public async Task<Load> GetAsync(Uri address, string target, int connections = 16, int seconds = 8)
    {
        await RunOnceAsync(address, "TARGET", target, connections, seconds);
        return await RunOnceAsync(address, "TARGET", target, connections, seconds);
    }

    /// <summary>Sends a document for some seconds, with a pause of each connection between two requests.</summary>
    public Task<Load> PacedAsync(Uri address, string document, object? variables, int connections, int seconds, TimeSpan pause) =>
        RunOnceAsync(address, "BODY", Body(document, variables), connections, seconds, pause);

    // Numbers are in quotation marks in the template, so that the template is valid JSON.
    private static string Body(string document, object? variables) =>
        JsonSerializer.Serialize(new { query = document, variables }).Replace("\"@YEAR\"", "@YEAR", StringComparison.Ordinal);

    /// <summary>wrk counts an error as a response.</summary>
    private async Task CheckAsync(Uri address, string body)
    {
        using var client = new HttpClient();
        body = body.Replace("@YEAR", "1990", StringComparison.Ordinal)
            .Replace("@SEX", "F", StringComparison.Ordinal)
            .Replace("@NAME", names[0], StringComparison.Ordinal);
        using var answer = await client.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Contains("\"errors\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"{body}{Environment.NewLine}{text}");
    }

    private async Task<Load> RunOnceAsync(Uri address, string kind, string what, int connections, int seconds, TimeSpan pause = default)
    {
        var script = await Programs.WriteResourceAsync(folder, "load.lua");
        var output = await Programs.RunAsync(
            folder,
            new Dictionary<string, string>
            {
                [kind] = what,
                ["NAMES"] = string.Join(',', names),
                ["PAUSE"] = $"{Math.Round(pause.TotalMilliseconds)}",
            },
            "wrk",
            "-t1",
            $"-c{connections}",
            $"-d{seconds}s",
            "--latency",
            "-s",
            script,
            address.ToString()
        );
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"Requests failed: {what}{Environment.NewLine}{output}");
        return new(
            double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            Time(HalfWay().Match(output)),
            Time(Late().Match(output))
        );
    }

    private static TimeSpan Time(Match match)
    {
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            _ => TimeSpan.FromSeconds(value),
        };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex HalfWay();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Late();
}

/// <param name="Rate">Requests a second.</param>
internal sealed record Load(double Rate, TimeSpan Median, TimeSpan Percentile99);
