using MikrotikBilling.Web.Shell.Commands;

return await CommandLine.RunAsync(args);

/// <summary>The entry point, named for the test host.</summary>
public partial class Program;
