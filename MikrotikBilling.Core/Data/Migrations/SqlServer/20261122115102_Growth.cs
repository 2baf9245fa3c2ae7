using System;
using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Reports;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Growth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "GeneratedReports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Rhythm = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    FirstDay = table.Column<DateOnly>(type: "date", nullable: false),
                    LastDay = table.Column<DateOnly>(type: "date", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    IsLate = table.Column<bool>(type: "bit", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", maxLength: 400000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GeneratedReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MoveSums",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Of = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Span = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    FromState = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    FromProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ToState = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    ToProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MoveSums", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProfilePrices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    Monthly = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProfilePrices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReportSchedules",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Daily = table.Column<bool>(type: "bit", nullable: false),
                    Weekly = table.Column<bool>(type: "bit", nullable: false),
                    Monthly = table.Column<bool>(type: "bit", nullable: false),
                    Minute = table.Column<int>(type: "int", nullable: false),
                    DailyTo = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    WeeklyTo = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    MonthlyTo = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    DailySince = table.Column<DateOnly>(type: "date", nullable: true),
                    WeeklySince = table.Column<DateOnly>(type: "date", nullable: true),
                    MonthlySince = table.Column<DateOnly>(type: "date", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReportSchedules", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "SavedReports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Path = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Query = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: false),
                    OwnerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OwnerName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    IsShared = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ServiceMoves",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Of = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    FromState = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    FromProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ToState = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    ToProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    FoldedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServiceMoves", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_GeneratedReports_TenantId_LastDay_Id",
                table: "GeneratedReports",
                columns: new[] { "TenantId", "LastDay", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_GeneratedReports_TenantId_Rhythm_LastDay",
                table: "GeneratedReports",
                columns: new[] { "TenantId", "Rhythm", "LastDay" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MoveSums_TenantId_Of_Span_Day",
                table: "MoveSums",
                columns: new[] { "TenantId", "Of", "Span", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_ProfilePrices_TenantId_ProfileId_Day",
                table: "ProfilePrices",
                columns: new[] { "TenantId", "ProfileId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_SavedReports_TenantId_IsShared",
                table: "SavedReports",
                columns: new[] { "TenantId", "IsShared" });

            migrationBuilder.CreateIndex(
                name: "IX_SavedReports_TenantId_OwnerId_Name",
                table: "SavedReports",
                columns: new[] { "TenantId", "OwnerId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ServiceMoves_New",
                table: "ServiceMoves",
                columns: new[] { "TenantId", "Of", "Day" },
                filter: "\"FoldedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ServiceMoves_TenantId_Of_Day_Id",
                table: "ServiceMoves",
                columns: new[] { "TenantId", "Of", "Day", "Id" });
            migrationBuilder.ProtectGeneratedReports();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "GeneratedReports");

            migrationBuilder.DropTable(
                name: "MoveSums");

            migrationBuilder.DropTable(
                name: "ProfilePrices");

            migrationBuilder.DropTable(
                name: "ReportSchedules");

            migrationBuilder.DropTable(
                name: "SavedReports");

            migrationBuilder.DropTable(
                name: "ServiceMoves");
        }
    }
}
