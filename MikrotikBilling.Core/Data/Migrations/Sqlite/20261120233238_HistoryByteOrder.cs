using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class HistoryByteOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
