using System.Reflection;
using BabyNames.Server.Tests.Support;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework($"BabyNames.Server.Tests.Support.{nameof(TestRun)}", "BabyNames.Server.Tests")]

namespace BabyNames.Server.Tests.Support;

/// <summary>Stops the database after the last test. xunit 2 has no fixture for a whole assembly, and the test host is killed 0.1 s after it
/// reports its end.</summary>
public sealed class TestRun(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions
        )
        {
            _ = LogLines.Instance;
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly,
        IEnumerable<IXunitTestCase> testCases,
        IMessageSink diagnostics,
        IMessageSink messages,
        ITestFrameworkExecutionOptions options
    ) : XunitTestAssemblyRunner(assembly, testCases, diagnostics, messages, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await base.BeforeTestAssemblyFinishedAsync();
            await TestDatabase.StopAsync();
        }
    }
}
